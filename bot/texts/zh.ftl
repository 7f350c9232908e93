# 机器人说的话：简体中文，用“你”，亲切简短。中文与数字、拉丁字母之间留一个空格。

## Moods and emotions

mood-happy = 开心
mood-calm = 平静
mood-sad = 伤感

mood-happy-button = 😊 开心
mood-calm-button = 😌 平静
mood-sad-button = 😢 伤感
mood-happy-words = 开心, 快乐, 高兴, 欢快, 愉快
mood-calm-words = 平静, 舒缓, 安静, 放松, 宁静
mood-sad-words = 伤感, 难过, 悲伤, 伤心, 忧郁

emotion-angry = 生气
emotion-disgust = 厌恶
emotion-fear = 害怕
emotion-happy = 开心
emotion-sad = 难过
emotion-surprise = 惊讶
emotion-neutral = 神情平和

mood-name = { $mood ->
    [happy] { mood-happy }
    [calm] { mood-calm }
   *[sad] { mood-sad }
}
songs-of-mood = { $mood ->
    [happy] 欢快的歌
    [calm] 舒缓的歌
   *[sad] 伤感的歌
}
# “你看起来……”
emotion-seen = { $emotion ->
    [angry] 有点生气
    [disgust] 有点厌恶
    [fear] 有点害怕
    [happy] 很开心
    [sad] 有点难过
    [surprise] 很惊讶
   *[neutral] 神情平和
}

## Meeting

welcome =
    你好！发一张<b>自拍</b>给我，我就送你几首合你心情的<b>歌</b>。
    没有自拍？用 /mood 自己选心情也行。
    每首歌都有封面，大多数可以直接在这里听。
notice =
    <b>同意之前请知道：</b>会由软件（不是真人）根据照片估计你的情绪。它常常出错，而且只能看到照片里的表情，并不知道你的真实感受。照片只在内存中处理，绝不保存。详情请看 /privacy。
agree-button = ✅ 我同意
agreed = 谢谢！现在发一张自拍给我吧。
selfie-by-command = 在这里请用 /{ $command } 发送。
agreed-with-selfie = 谢谢！正在看你的自拍……
agreed-since = 你已于 { $date } 同意。想撤回，请到 /privacy。
ask-consent-first = 要先得到你的同意，我才会看照片。点一下按钮，我马上回复这张自拍。
withdrawn = 你已撤回同意。在你用 /start 重新同意之前，我不会再看任何照片。/mood 照常可用。

help =
    📷 <b>发自拍</b> — 送你合心情的歌
    /mood — 自己选心情
    /history — 最近的心情和歌
    /settings — 听几首、听哪些
    /privacy — 保存了什么，以及你的权利
    /mydata — 下载与你有关的全部数据
    /forget — 全部删除

## A selfie

verdict-sure = 你看起来<b>{ emotion-seen }</b>，送你几首<b>{ songs-of-mood }</b>。
verdict-likely = 你好像<b>{ emotion-seen }</b>，送你几首<b>{ songs-of-mood }</b>。
verdict-lifted = 你看起来<b>{ emotion-seen }</b>，送你几首歌，让心情<b>亮起来</b>。
verdict-picked = { $mood ->
    [happy] 如你所愿，<b>欢快</b>的歌来了。
    [calm] 如你所愿，<b>舒缓</b>的歌来了。
   *[sad] 如你所愿，<b>伤感</b>的歌来了。
}
verdict-picked-lifted = 如你所愿，让心情<b>亮起来</b>的歌来了。
likeliest = { $first_emotion ->
    [angry] { emotion-angry }
    [disgust] { emotion-disgust }
    [fear] { emotion-fear }
    [happy] { emotion-happy }
    [sad] { emotion-sad }
    [surprise] { emotion-surprise }
   *[neutral] { emotion-neutral }
} { NUMBER($first_share, style: "percent") } · { $second_emotion ->
    [angry] { emotion-angry }
    [disgust] { emotion-disgust }
    [fear] { emotion-fear }
    [happy] { emotion-happy }
    [sad] { emotion-sad }
    [surprise] { emotion-surprise }
   *[neutral] { emotion-neutral }
} { NUMBER($second_share, style: "percent") }
unsure = 我不太确定：可能是<b>{ $first_mood ->
    [happy] { mood-happy }
    [calm] { mood-calm }
   *[sad] { mood-sad }
}</b>，也可能是<b>{ $second_mood ->
    [happy] { mood-happy }
    [calm] { mood-calm }
   *[sad] { mood-sad }
}</b>。哪个更像你？
several-faces = 我看到 { $count } 张脸。按谁的心情选歌？
no-face =
    没有找到人脸。这样拍效果最好：
    • 脸占照片的大部分
    • 光线从正面来
    • 眼睛看着镜头

    也可以直接选心情：
faces-gone = 照片里看到的内容我只记一天。请重新发送，或者选一种心情：
pick-mood = 现在是什么心情？
more-songs-button = 🔀 换一批歌
not-my-mood-button = 🤔 心情不对
other-mood-button = 🤔 换种心情
match-button = 🎯 贴合心情
lift-button = 🌤 提振心情
back-button = ‹ 返回
play-hint = 点 ▶ 听歌，点 👍 或 👎 告诉我你的喜好。
no-more-songs = 这种心情的歌都听过了，下面有几首是重复的。
no-songs = 没有符合条件的歌了。可以在 /settings 里放宽一些。

## Why these songs

reason-liked-artist = 有你喜欢的歌手
reason-liked-genre = 有你喜欢的 { $genre }
reason-acoustic-liked = 原声味十足，和你喜欢的歌一样
reason-mixed = { $mood ->
    [happy] 带一点欢快
    [calm] 带一点平静
   *[sad] 带一点伤感
}
reason-acoustic = 原声味十足
reason-energetic = 充满活力
reason-quiet = 比较轻柔
reason-popular = 比较热门
reason-fresh = 最近都没放过
reason-varied = 每首都来自不同的歌手

## Feedback

liked = 👍 以后多来点这样的。
disliked = 👎 这首不会再出现了。
opinion-taken-back = 已撤回。
corrected = 谢谢，这很有帮助。送你几首<b>{ songs-of-mood }</b>。
no-preview = 《{ $title }》没有试听，可以<a href="{ $url }">在这里听</a>。
song-gone = 这首歌已经不在曲库里了。
answer-of-another = 这是别人的回复。发张自拍，或用 /mood，就有你自己的。
attribution = 封面与试听：{ $providers }

## History

history-empty = 这里还是空的。发一张自拍给我吧！
history-title = <b>最近的心情</b>
history-entry = { $picked ->
    [yes] 👆
   *[no] 📷
} { $date } · <b>{ mood-name }</b>
history-newer-button = ‹ 较新
history-older-button = 较早 ›
history-chart-button = 📈 图表
history-chart = 你的心情变化
history-chart-caption = 每个点是一张自拍，色带显示估计的心情如何变化。
history-chart-empty = 还没有自拍，画不出图表。发一张给我吧！
history-chart-dark-button = 🌙 深色
history-chart-light-button = ☀️ 浅色

## Settings

settings-title = <b>设置</b>
settings-count = 每次的歌曲数：<b>{ $count }</b>
settings-explicit = 含露骨内容的歌：<b>{ $allowed ->
    [yes] 可以
   *[no] 不要
}</b>
settings-way = 选歌方式：<b>{ $way ->
    [lift] 提振心情
   *[match] 贴合心情
}</b>
settings-language = 语言：<b>{ $language }</b>
settings-language-automatic = 语言：<b>自动（{ $language }）</b>
settings-count-button = 🎵 { $count }
settings-explicit-on-button = 允许露骨内容
settings-explicit-off-button = 不要露骨内容
settings-language-automatic-button = 🌐 自动
language-name = 中文

## Privacy

privacy =
    <b>你的照片</b>只在内存中处理，绝不写入硬盘，也不进日志，回复后就消失。
    <b>加密保存：</b>估计的情绪、给你的心情和歌、你的点赞和纠正、你的设置，以及你同意的时间。不保存你的名字。
    <b>保存多久：</b>情绪、心情和纠正最多 { $days } 天。只要你还常来，点赞、设置和同意记录就会保留；如果同样长的时间没来，它们也会被删除。
    <b>不会转交给别人。</b>传送消息的聊天服务有它自己的规则。
    <b>情绪只是软件的估计</b>（欧盟《人工智能法》第 50 条），常常出错，只用来决定给你看哪些歌。
    <b>只有你允许，</b>我才会从你的点赞中学习，而且随时可以收回。
    /mydata 查看与你有关的全部数据，/forget 删除它们，下面的按钮可以更改你的同意。
    运营者：{ $operator }
operator-unknown = 安装这个机器人的人；请到你找到它的地方询问
privacy-agreed = 同意时间：{ $date }
privacy-not-agreed = 你还没有同意，所以我不会看你的照片。用 /start 可以同意。
privacy-learning = 从你的点赞中学习：<b>{ $allowed ->
    [yes] 是
   *[no] 否
}</b>
write-privately = 这件事只在你我之间说，请私聊我。
withdraw-button = 撤回同意
allow-training-button = 允许从我的点赞学习
forbid-training-button = 不再从我这里学习
training-allowed = 谢谢！我现在可以从你的点赞和纠正中学习。想收回，请到 /privacy。
training-forbidden = 我不会再从你的点赞和纠正中学习。
mydata = 这是与你有关的全部数据。
forget-ask = 要删除我知道的关于你的一切吗？删除后无法恢复。
forget-button = 🗑 全部删除
keep-button = 不，先留着
forgotten = 已删除：{ $answers } 条回复、{ $feedback } 条评价和纠正、听过的歌曲列表、你的设置和你的同意。没有留下任何与你有关的数据。
forgotten-nothing = 没有保存任何与你有关的数据。
forget-kept = 什么都没有删除。

## What else people send

hint-sticker = 贴纸真好看！不过我更懂自拍：发一张有脸的照片，或用 /mood 选个心情。
hint-video = 我还看不懂视频。发一张有脸的照片，或用 /mood 选个心情。
hint-voice = 我还听不懂语音。发一张有脸的照片，或用 /mood 选个心情。
hint-text = 发一张自拍给我，或用 /mood 选个心情。/help 里有我会做的其他事。
hint-document = 我没法把这个文件当照片打开。JPEG、PNG、WebP 和 HEIC 都可以。
hint-outdated = 这个按钮已经过期了。/help 里有我现在会做的事。

## When something goes wrong

error-photo-damaged = 这张照片打不开，好像损坏了。请再发一次。
error-photo-large = 这张照片太大了（最多 20 MB）。请发小一点的，或者以照片而不是文件的形式发送。
error-photo-gone = 这张照片已经取不到了，可能被删除了。请再发一次。
error-busy = 现在人有点多，请过一分钟再试。
error-slow = 这张照片花的时间太长了，请换一张试试。
error-limit = 自拍发得好多呀！请过 { $minutes } 分钟再试。
error-limit-day = 今天的自拍已经很多啦！明天我很乐意再看，在那之前可以用 /mood。
error-unknown = 我这边出了点问题，请再试一次。如果还是不行，请把这个代码告诉运营者：{ $id }

## For admins

stats =
    👥 <b>{ $people }</b> 人；今天 { $active_today }，本周 { $active_week }
    💬 保存了 <b>{ $answers }</b> 条回复；今天 { $today } 条
    👍👎 { $opinions }
    ⏳ 等待中的自拍：{ $waiting }
    7 天：😊 { $happy } · 😌 { $calm } · 😢 { $sad }
retrain-started = 正在重新训练心情模型……
# $share goes from 0 to 1.
retrain-progress = 正在重新训练心情模型…… { NUMBER($share, style: "percent") }
retrain-busy = 已有一次训练正在进行，请等它结束。
retrain-unavailable = 重新训练需要训练组件：请安装 moodring[training]，或使用完整镜像。
retrain-done = ✅ 新的心情模型已启用。
retrain-too-little = 继续使用现在的模型：有 👍 或 👎 的歌曲还太少，不足以学习。
retrain-not-better = 继续使用现在的模型：新模型并没有明显更符合听众。
retrain-forgets = 继续使用现在的模型：新模型更符合听众，但改变了太多其他歌曲。
# Only of people who agreed to it; $songs is the number of songs they are about.
retrain-feedback = 学习依据：👍 { $likes } · 👎 { $dislikes } · 歌曲：{ $songs }
# Scores and $agreement go from 0 to 1; $agreement is the share of other songs whose mood stays.
retrain-figures = 与听众的吻合度：之前 { NUMBER($present_score, style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1) }，新模型 { NUMBER($new_score, style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1) }。判断不变的其他歌曲：{ NUMBER($agreement, style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1) }。
retrain-corrections = 被纠正的心情（只计数，因为与歌曲无关）：{ $count }
retrain-failed = 重新训练失败，原因见日志 { $id }。继续使用现在的模型。

## Names of commands, for menus

command-start = 我能做什么
command-selfie = 按自拍的心情选歌
command-mood = 自己选心情
command-history = 你的心情和歌
command-settings = 每次几首歌等设置
command-privacy = 保存了什么
command-mydata = 与你有关的全部数据
command-forget = 删除与你有关的一切
command-help = 使用说明
command-stats = 使用情况
command-retrain = 重新训练心情模型

## The chat in the browser; plain text throughout

web-tagline = 一张自拍，几首好歌
web-hero = 给我一张自拍，我来找适合你心情的歌。
web-log = 对话
web-you = 你
web-theme = 浅色或深色
web-commands = 我能做什么
web-message = 消息
web-send = 发送
web-take-photo = 拍照
web-choose-photo = 选择照片
web-drop = 把自拍放到这里
web-close = 关闭
web-newest = 转到最新消息
web-typing = Moodring 正在处理
web-photo = 你的照片
web-sending = 照片正在上传
web-upload-failed = 照片没有传到。
web-retry = 再试一次
web-no-camera = 无法使用摄像头。你可以选择一张照片。
web-play = 播放《{ $title }》
web-pause = 暂停《{ $title }》
web-seek = 《{ $title }》的播放位置
web-password = 密码
web-password-button = 进入
web-password-wrong = 密码不对。
web-password-wait = 尝试次数太多，请稍等一分钟。
