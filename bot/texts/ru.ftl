# Что говорит бот, по-русски: на «вы» и без форм, которые угадывают пол собеседника.
# Названия настроения согласованы со словом «настроение».

## Moods and emotions

mood-happy = весёлое
mood-calm = спокойное
mood-sad = грустное

mood-happy-button = 😊 Весёлое
mood-calm-button = 😌 Спокойное
mood-sad-button = 😢 Грустное
mood-happy-words = радость, радостное, весёлое, весело, хорошее, счастье
mood-calm-words = спокойствие, спокойное, спокойно, тихое, умиротворение
mood-sad-words = грусть, грустное, грустно, печаль, тоска, плохое

emotion-angry = злость
emotion-disgust = отвращение
emotion-fear = страх
emotion-happy = радость
emotion-sad = грусть
emotion-surprise = удивление
emotion-neutral = спокойствие

mood-name = { $mood ->
    [happy] { mood-happy }
    [calm] { mood-calm }
   *[sad] { mood-sad }
}
songs-of-mood = { $mood ->
    [happy] весёлые песни
    [calm] спокойные песни
   *[sad] грустные песни
}
# «На лице …»: именительный падеж.
emotion-seen = { $emotion ->
    [angry] { emotion-angry }
    [disgust] { emotion-disgust }
    [fear] { emotion-fear }
    [happy] { emotion-happy }
    [sad] { emotion-sad }
    [surprise] { emotion-surprise }
   *[neutral] { emotion-neutral }
}

## Meeting

welcome =
    Привет! Пришлите <b>селфи</b> — в ответ будут <b>песни</b> под ваше настроение.
    Нет селфи? Настроение можно выбрать самим: /mood.
    У песен есть обложки, и почти все играют прямо здесь.
notice =
    <b>Прежде чем согласиться:</b> эмоцию по вашему фото оценит программа, а не человек. Она часто ошибается и видит только выражение лица на снимке, а не ваши чувства. Фото обрабатывается в памяти и нигде не сохраняется. Подробности — /privacy.
agree-button = ✅ Даю согласие
agreed = Спасибо! Теперь пришлите селфи.
selfie-by-command = Здесь его принимает команда /{ $command }.
agreed-with-selfie = Спасибо! Смотрю на ваше селфи…
agreed-since = Ваше согласие: { $date } Отозвать его можно в /privacy.
ask-consent-first = Я смотрю фото только с вашего согласия. Нажмите кнопку, и я сразу отвечу на это селфи.
withdrawn = Согласие отозвано. Я не буду смотреть фото, пока вы снова не согласитесь через /start. Команда /mood работает и так.

help =
    📷 <b>Селфи</b> — песни под ваше настроение
    /mood — выбрать настроение
    /history — последние настроения и песни
    /settings — сколько песен и каких
    /privacy — что хранится и какие у вас права
    /mydata — файл со всем, что о вас хранится
    /forget — удалить всё это

## A selfie

verdict-sure = На лице <b>{ emotion-seen }</b>: вот <b>{ songs-of-mood }</b>.
verdict-likely = Кажется, на лице <b>{ emotion-seen }</b>: вот <b>{ songs-of-mood }</b>.
verdict-lifted = На лице <b>{ emotion-seen }</b>: вот песни, чтобы <b>поднять настроение</b>.
verdict-picked = { $mood ->
    [happy] <b>Весёлые</b> песни, как вы хотели.
    [calm] <b>Спокойные</b> песни, как вы хотели.
   *[sad] <b>Грустные</b> песни, как вы хотели.
}
verdict-picked-lifted = Песни, чтобы <b>поднять настроение</b>, как вы хотели.
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
unsure = Трудно сказать: настроение может быть <b>{ $first_mood ->
    [happy] { mood-happy }
    [calm] { mood-calm }
   *[sad] { mood-sad }
}</b> или <b>{ $second_mood ->
    [happy] { mood-happy }
    [calm] { mood-calm }
   *[sad] { mood-sad }
}</b>. Какое ближе?
several-faces = Вижу { $count ->
    [one] { $count } лицо
    [few] { $count } лица
   *[many] { $count } лиц
}. По какому выбрать песни?
no-face =
    Не нахожу лица. Лучше всего, когда
    • лицо занимает заметную часть снимка
    • свет падает спереди
    • вы смотрите в камеру

    Или просто выберите настроение:
faces-gone = Увиденное на фото я помню только сутки. Пришлите его снова или выберите настроение:
pick-mood = Какое настроение?
more-songs-button = 🔀 Ещё песни
not-my-mood-button = 🤔 Настроение другое
other-mood-button = 🤔 Другое настроение
match-button = 🎯 Под настроение
lift-button = 🌤 Поднять настроение
back-button = ‹ Назад
play-hint = ▶ включает песню, 👍 и 👎 подсказывают мне, что вам нравится.
no-more-songs = Для этого настроения больше ничего нет, поэтому вот кое-что ещё раз.
no-songs = Для этого песен больше не осталось. Разрешить больше можно в /settings.

## Why these songs

reason-liked-artist = Среди них — исполнитель, который вам понравился
reason-liked-genre = В жанре { $genre }, как те, что вам понравились
reason-acoustic-liked = Акустические, как те, что вам понравились
reason-mixed = { $mood ->
    [happy] С ноткой радости
    [calm] С ноткой спокойствия
   *[sad] С ноткой грусти
}
reason-acoustic = С акустическим звучанием
reason-energetic = В них много энергии
reason-quiet = Из негромких
reason-popular = Из популярных
reason-fresh = Ни одна здесь давно не звучала
reason-varied = Все — разных исполнителей

## Feedback

liked = 👍 Будет больше таких.
disliked = 👎 Эта песня больше не появится.
opinion-taken-back = Отменено.
corrected = Спасибо, это помогает. Вот <b>{ songs-of-mood }</b>.
no-preview = Отрывка песни «{ $title }» нет, но её можно <a href="{ $url }">послушать здесь</a>.
song-gone = Этой песни у меня больше нет.
answer-of-another = Это ответ для другого человека. Пришлите селфи или /mood, и будет ваш.
attribution = Обложки и звук: { $providers }

## History

history-empty = Здесь пока пусто. Пришлите селфи!
history-title = <b>Ваши последние настроения</b>
history-entry = { $picked ->
    [yes] 👆
   *[no] 📷
} { $date } · <b>{ mood-name }</b>
history-newer-button = ‹ Новее
history-older-button = Раньше ›
history-chart-button = 📈 График
history-chart = Как менялось ваше настроение
history-chart-caption = Каждая точка — селфи; полосы показывают, как менялась оценка настроения.
history-chart-empty = Селфи пока нет, и рисовать нечего. Пришлите первое!
history-chart-dark-button = 🌙 Тёмный
history-chart-light-button = ☀️ Светлый

## Settings

settings-title = <b>Настройки</b>
settings-count = Песен в ответе: <b>{ $count }</b>
settings-explicit = Песни с нецензурными словами: <b>{ $allowed ->
    [yes] да
   *[no] нет
}</b>
settings-way = Песни: <b>{ $way ->
    [lift] чтобы поднять настроение
   *[match] под ваше настроение
}</b>
settings-language = Язык: <b>{ $language }</b>
settings-language-automatic = Язык: <b>автоматически ({ $language })</b>
settings-count-button = 🎵 { $count }
settings-explicit-on-button = Разрешить мат в песнях
settings-explicit-off-button = Без мата в песнях
settings-language-automatic-button = 🌐 Автоматически
language-name = Русский

## Privacy

privacy =
    <b>Ваше фото</b> обрабатывается в памяти, никогда не пишется ни на диск, ни в журнал и исчезает после ответа.
    <b>Хранится в зашифрованном виде:</b> оценки эмоций, настроения и полученные песни, ваши лайки и поправки, настройки и время согласия. Ваше имя не хранится.
    <b>Как долго:</b> эмоции, настроения и поправки — не дольше { $days ->
        [one] { $days } дня
        [few] { $days } дней
       *[many] { $days } дней
    }. Лайки, настройки и согласия остаются, пока вы заходите, и удаляются, если вас не было столько же.
    <b>Никому не передаётся.</b> У мессенджера, через который мы общаемся, свои правила.
    <b>Эмоция — это оценка</b> программы (Регламент ЕС об ИИ, ст. 50), и она часто ошибочна. От неё зависит только выбор песен.
    <b>Учиться на ваших лайках</b> я буду, только если вы разрешите, и разрешение можно отозвать.
    /mydata покажет всё, что о вас хранится, /forget удалит это, а кнопками ниже можно изменить согласие.
    Владелец бота: { $operator }
operator-unknown = тот, кто его установил; спросите там, где вы его нашли
privacy-agreed = Согласие дано: { $date }
privacy-not-agreed = Согласия нет, поэтому ваши фото я не смотрю. Согласиться можно через /start.
privacy-learning = Учусь на ваших лайках: <b>{ $allowed ->
    [yes] да
   *[no] нет
}</b>
write-privately = Это только между нами: напишите мне в личный чат.
withdraw-button = Отозвать согласие
allow-training-button = Учиться на моих лайках
forbid-training-button = Не учиться на лайках
training-allowed = Спасибо! Теперь я могу учиться на ваших лайках и поправках. Передумать можно в /privacy.
training-forbidden = Я больше не учусь на ваших лайках и поправках.
mydata = Всё, что о вас хранится.
forget-ask = Удалить всё, что я о вас знаю? Вернуть это будет нельзя.
forget-button = 🗑 Удалить всё
keep-button = Нет, оставить
forgotten = Удалено: { $answers ->
    [one] { $answers } ответ
    [few] { $answers } ответа
   *[many] { $answers } ответов
}, { $feedback ->
    [one] { $feedback } оценка или поправка
    [few] { $feedback } оценки и поправки
   *[many] { $feedback } оценок и поправок
}, список прослушанных песен, настройки и согласие. О вас ничего не осталось.
forgotten-nothing = О вас ничего не хранится.
forget-kept = Ничего не удалено.

## What else people send

hint-sticker = Отличный стикер! Но мне ближе селфи: пришлите фото лица или выберите настроение — /mood.
hint-video = Видео я пока не понимаю. Пришлите фото лица или выберите настроение — /mood.
hint-voice = Голосовые я пока не понимаю. Пришлите фото лица или выберите настроение — /mood.
hint-text = Пришлите селфи или выберите настроение — /mood. Что ещё я умею — /help.
hint-document = Не получается открыть этот файл как фото. Подойдут JPEG, PNG, WebP и HEIC.
hint-outdated = Эта кнопка устарела. Что я умею теперь — /help.

## When something goes wrong

error-photo-damaged = Не получается открыть это фото: похоже, оно повреждено. Пришлите его ещё раз, пожалуйста.
error-photo-large = Это фото для меня слишком большое (можно до 20 МБ). Пришлите поменьше или отправьте как фото, а не файлом.
error-photo-gone = Это фото больше не открывается: возможно, его удалили. Пришлите его ещё раз, пожалуйста.
error-busy = Сейчас здесь много людей. Попробуйте ещё раз через минуту, пожалуйста.
error-slow = Это фото заняло слишком много времени. Попробуйте другое, пожалуйста.
error-limit = Сколько селфи! Попробуйте ещё раз через { $minutes ->
    [1] минуту
    [one] { $minutes } минуту
    [few] { $minutes } минуты
   *[many] { $minutes } минут
}, пожалуйста.
error-limit-day = Сколько селфи за один день! Завтра с радостью посмотрю ещё, а пока есть /mood.
error-unknown = Что-то сломалось на моей стороне. Попробуйте ещё раз, пожалуйста; если не пройдёт, передайте владельцу бота этот код: { $id }

## For admins

stats =
    👥 <b>{ $people }</b> { $people ->
        [one] человек
        [few] человека
       *[many] человек
    }; сегодня: { $active_today }, за неделю: { $active_week }
    💬 <b>{ $answers }</b> { $answers ->
        [one] ответ хранится
        [few] ответа хранятся
       *[many] ответов хранится
    }; сегодня: { $today }
    👍👎 { $opinions }
    ⏳ Селфи в ожидании: { $waiting }
    7 дней: 😊 { $happy } · 😌 { $calm } · 😢 { $sad }
retrain-started = Переобучаю модель настроения…
# $share goes from 0 to 1.
retrain-progress = Переобучаю модель настроения… { NUMBER($share, style: "percent") }
retrain-busy = Переобучение уже идёт. Дождитесь, пожалуйста, его конца.
retrain-unavailable = Для переобучения нужны пакеты для обучения: установите moodring[training] или возьмите полный образ.
retrain-done = ✅ Новая модель настроения уже работает.
retrain-too-little = Остаётся прежняя модель: песен с 👍 или 👎 пока слишком мало, чтобы на них учиться.
retrain-not-better = Остаётся прежняя модель: новая не отвечает вкусу слушателей заметно лучше.
retrain-forgets = Остаётся прежняя модель: новая лучше отвечает слушателям, но меняет слишком много других песен.
# Only of people who agreed to it; $songs is the number of songs they are about.
retrain-feedback = На чём училась: 👍 { $likes } · 👎 { $dislikes } · песен: { $songs }
# Scores and $agreement go from 0 to 1; $agreement is the share of other songs whose mood stays.
retrain-figures = Согласие со слушателями: было { NUMBER($present_score, style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1) }, с новой моделью { NUMBER($new_score, style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1) }. Других песен без изменений: { NUMBER($agreement, style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1) }.
retrain-corrections = Исправленные настроения только посчитаны, о песнях они ничего не говорят: { $count }
retrain-failed = Переобучить не удалось; причина записана в журнале под кодом { $id }. Остаётся прежняя модель.

## Names of commands, for menus

command-start = что я умею
command-selfie = песни под настроение селфи
command-mood = выбрать настроение
command-history = ваши настроения и песни
command-settings = сколько песен в ответе и другое
command-privacy = что хранится
command-mydata = всё, что о вас хранится
command-forget = удалить всё о вас
command-help = как это работает
command-stats = сколько мной пользуются
command-retrain = переобучить модель настроения

## The chat in the browser; plain text throughout

web-tagline = селфи сюда, песни оттуда
web-hero = Покажите селфи, и я подберу песни под ваше настроение.
web-log = Разговор
web-you = Вы
web-theme = Светлая или тёмная тема
web-commands = Что я умею
web-message = Сообщение
web-send = Отправить
web-take-photo = Сделать снимок
web-choose-photo = Выбрать фото
web-drop = Отпустите селфи здесь
web-close = Закрыть
web-newest = К новым сообщениям
web-typing = Moodring работает
web-photo = Ваше фото
web-sending = Ваше фото отправляется
web-upload-failed = Ваше фото не дошло.
web-retry = Ещё раз
web-no-camera = Не получается открыть камеру. Можно выбрать готовое фото.
web-play = Включить «{ $title }»
web-pause = Пауза: «{ $title }»
web-seek = Место в «{ $title }»
web-password = Пароль
web-password-button = Войти
web-password-wrong = Это не тот пароль.
web-password-wait = Слишком много попыток. Подождите минуту.
