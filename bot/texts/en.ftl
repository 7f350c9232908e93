# What the bot says: English, the reference for the other languages.
#
# Markup: <b>, <i> and <a href="…"> only; values are escaped before they come here. Messages
# that end in -button, and the names of commands, are plain text.
# Numbers come as numbers, so that plurals and separators are the language's own.
# $mood is one of happy, calm, sad; $emotion one of angry, disgust, fear, happy, sad, surprise,
# neutral: labels to choose a wording by, never words to show.

## Moods and emotions

mood-happy = happy
mood-calm = calm
mood-sad = sad

mood-happy-button = 😊 Happy
mood-calm-button = 😌 Calm
mood-sad-button = 😢 Sad
# What may follow /mood, separated by commas; English is understood everywhere.
mood-happy-words = happy, glad, cheerful, joyful, good
mood-calm-words = calm, quiet, relaxed, chill, peaceful
mood-sad-words = sad, down, blue, unhappy, melancholy

emotion-angry = angry
emotion-disgust = disgusted
emotion-fear = afraid
emotion-happy = happy
emotion-sad = sad
emotion-surprise = surprised
emotion-neutral = neutral

# Parts of other messages, for whatever a language must make agree.
mood-name = { $mood ->
    [happy] { mood-happy }
    [calm] { mood-calm }
   *[sad] { mood-sad }
}
# After "Here are": the songs, with the mood.
songs-of-mood = { $mood ->
    [happy] happy songs
    [calm] calm songs
   *[sad] sad songs
}
# After "You look".
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
    Hi! Send me a <b>selfie</b> and I answer with <b>songs</b> that fit your mood.
    No selfie? With /mood you pick a mood by hand.
    Songs come with covers, and most of them play right here.
notice =
    <b>Before you agree:</b> software, not a person, will estimate an emotion from your photo. It is often wrong, and it sees only the expression in the photo, not how you feel. Your photo is looked at in memory and never stored. /privacy tells you everything.
agree-button = ✅ I agree
agreed = Thank you! Now send me a selfie.
# After `agreed`, where a selfie is sent with a command.
selfie-by-command = Here, /{ $command } takes it.
agreed-with-selfie = Thank you! Looking at your selfie…
agreed-since = You agreed on { $date }; under /privacy you can take that back.
ask-consent-first = I look at photos only once you have agreed. Tap the button, and I answer this selfie right away.
withdrawn = You have withdrawn your agreement. I will not look at any photo until you agree again with /start. /mood still works.

help =
    📷 <b>A selfie</b> — songs for your mood
    /mood — pick a mood by hand
    /history — your last moods and songs
    /settings — how many songs, and which
    /privacy — what is kept, and your rights
    /mydata — a file with everything stored about you
    /forget — delete all of it

## A selfie

verdict-sure = You look <b>{ emotion-seen }</b>: here are <b>{ songs-of-mood }</b>.
verdict-likely = You seem <b>{ emotion-seen }</b>: here are <b>{ songs-of-mood }</b>.
verdict-lifted = You look <b>{ emotion-seen }</b>: here are songs to <b>lift</b> you.
verdict-picked = { $mood ->
    [happy] <b>Happy</b> songs, as you wish.
    [calm] <b>Calm</b> songs, as you wish.
   *[sad] <b>Sad</b> songs, as you wish.
}
verdict-picked-lifted = Songs to <b>lift</b> you, as you wish.
# $first_emotion and $second_emotion are emotions; their shares go from 0 to 1.
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
# $first_mood and $second_mood are moods.
unsure = I am not sure: it could be <b>{ $first_mood ->
    [happy] { mood-happy }
    [calm] { mood-calm }
   *[sad] { mood-sad }
}</b> or <b>{ $second_mood ->
    [happy] { mood-happy }
    [calm] { mood-calm }
   *[sad] { mood-sad }
}</b>. Which one fits?
# $count is 2 or more.
several-faces = I see { $count } faces. Whose mood should I go by?
no-face =
    I can't find a face. It works best when
    • the face fills a good part of the photo
    • the light comes from the front
    • you look at the camera

    Or just pick a mood:
faces-gone = I keep what I saw in a photo for one day only. Send it again, or pick a mood:
pick-mood = Which mood?
more-songs-button = 🔀 More songs
not-my-mood-button = 🤔 Not my mood
other-mood-button = 🤔 Another mood
match-button = 🎯 Match my mood
lift-button = 🌤 Lift my mood
back-button = ‹ Back
play-hint = ▶ plays a song; 👍 and 👎 tell me what you like.
no-more-songs = That is all I have for this mood; here are some again.
no-songs = I have no songs left for this. /settings may allow more of them.

## Why these songs

reason-liked-artist = With an artist you liked
reason-liked-genre = With { $genre }, like the ones you kept
reason-acoustic-liked = Acoustic, like the ones you kept
reason-mixed = { $mood ->
    [happy] With a happy touch
    [calm] With a calm touch
   *[sad] With a sad touch
}
reason-acoustic = With an acoustic sound
reason-energetic = Full of energy
reason-quiet = Quiet ones
reason-popular = Popular ones
reason-fresh = None of them played here lately
reason-varied = Each by another artist

## Feedback

liked = 👍 More like this.
disliked = 👎 You won't hear that one again.
opinion-taken-back = Taken back.
corrected = Thank you, that helps. Here are <b>{ songs-of-mood }</b>.
no-preview = I have no preview of “{ $title }”, but you can <a href="{ $url }">listen to it here</a>.
song-gone = I no longer have that song.
answer-of-another = That one belongs to somebody else. Send me a selfie, or use /mood, for your own.
attribution = Covers and sound: { $providers }

## History

history-empty = Nothing here yet. Send me a selfie!
history-title = <b>Your last moods</b>
# $picked tells whether the mood was picked by hand.
history-entry = { $picked ->
    [yes] 👆
   *[no] 📷
} { $date } · <b>{ mood-name }</b>
history-newer-button = ‹ Newer
history-older-button = Older ›
history-chart-button = 📈 Chart
history-chart = Your moods over time
history-chart-caption = Every dot is a selfie; the bands show how the estimated moods change.
history-chart-empty = No selfies yet, so there is nothing to draw. Send me one!
history-chart-dark-button = 🌙 Dark
history-chart-light-button = ☀️ Light

## Settings

settings-title = <b>Settings</b>
settings-count = Songs per answer: <b>{ $count }</b>
settings-explicit = Explicit songs: <b>{ $allowed ->
    [yes] yes
   *[no] no
}</b>
settings-way = Songs that <b>{ $way ->
    [lift] lift
   *[match] match
}</b> your mood
settings-language = Language: <b>{ $language }</b>
settings-language-automatic = Language: <b>automatic ({ $language })</b>
settings-count-button = 🎵 { $count }
settings-explicit-on-button = Allow explicit songs
settings-explicit-off-button = No explicit songs
settings-language-automatic-button = 🌐 Automatic
# The language's own name of itself.
language-name = English

## Privacy

privacy =
    <b>Your photo</b> is looked at in memory, never written to a disk, never logged, and gone after the answer.
    <b>Stored, encrypted:</b> the estimated emotions, the moods and songs you got, your likes and corrections, your settings and when you agreed. Your name is not stored.
    <b>For how long:</b> emotions, moods and corrections for { $days ->
        [one] { $days } day
       *[other] { $days } days
    } at most. Likes, settings and agreements stay while you keep coming back, and go once you have stayed away for as long.
    <b>Nothing is passed on.</b> The chat service that carries our messages has rules of its own.
    <b>An emotion is an estimate</b> by software (EU AI Act, Art. 50) and is often wrong. It decides nothing but which songs you see.
    <b>Learning from you</b> happens only if you allow it, and you can take that back.
    /mydata shows everything stored about you, /forget deletes it, and the buttons below change what you agreed to.
    Run by: { $operator }
operator-unknown = whoever set up this bot; ask where you found it
privacy-agreed = You agreed: { $date }
privacy-not-agreed = You have not agreed, so I look at no photo of yours. /start changes that.
privacy-learning = Learning from your likes: <b>{ $allowed ->
    [yes] on
   *[no] off
}</b>
write-privately = That stays between you and me: write to me in a private chat.
withdraw-button = Withdraw my agreement
allow-training-button = Learn from my likes
forbid-training-button = Stop learning from me
training-allowed = Thank you! I may now learn from your likes and corrections. You can take this back under /privacy.
training-forbidden = I no longer learn from your likes and corrections.
mydata = Everything that is stored about you.
forget-ask = Delete everything I know about you? This can't be undone.
forget-button = 🗑 Delete everything
keep-button = No, keep it
forgotten = Deleted: { $answers ->
    [one] { $answers } answer
   *[other] { $answers } answers
}, { $feedback ->
    [one] { $feedback } like or correction
   *[other] { $feedback } likes and corrections
}, the list of songs you heard, your settings and your agreement. Nothing about you is left.
forgotten-nothing = Nothing is stored about you.
forget-kept = Nothing was deleted.

## What else people send

hint-sticker = Nice sticker! Selfies are my thing, though: send me a photo of a face, or pick a mood with /mood.
hint-video = I can't watch videos yet. Send me a photo of a face, or pick a mood with /mood.
hint-voice = I can't listen to voice messages yet. Send me a photo of a face, or pick a mood with /mood.
hint-text = Send me a selfie, or pick a mood with /mood. /help shows what else I can do.
hint-document = I can't read that file as a photo. JPEG, PNG, WebP and HEIC work.
hint-outdated = That button has had its day. /help shows what I can do now.

## When something goes wrong

error-photo-damaged = I can't read that photo: it seems damaged. Please send it again.
error-photo-large = That photo is too large for me (20 MB at most). Please send a smaller one, or send it as a photo rather than a file.
error-photo-gone = I can't get at that photo any more; perhaps it was deleted. Please send it again.
error-busy = Many people are here just now. Please try again in a minute.
error-slow = That photo took me too long. Please try another one.
error-limit = That was a lot of selfies! Please try again in { $minutes ->
    [one] { $minutes } minute
   *[other] { $minutes } minutes
}.
error-limit-day = That was a lot of selfies for one day! I'm happy to look at more tomorrow; /mood works until then.
error-unknown = Something went wrong on my side. Please try again; if it keeps happening, tell the operator this code: { $id }

## For admins

# $today is the number of answers since midnight.
stats =
    👥 <b>{ $people }</b> { $people ->
        [one] person
       *[other] people
    }; here today: { $active_today }, this week: { $active_week }
    💬 <b>{ $answers }</b> { $answers ->
        [one] answer kept
       *[other] answers kept
    }; given today: { $today }
    👍👎 { $opinions }
    ⏳ Selfies waiting: { $waiting }
    7 days: 😊 { $happy } · 😌 { $calm } · 😢 { $sad }
retrain-started = Retraining the mood model…
# $share goes from 0 to 1.
retrain-progress = Retraining the mood model… { NUMBER($share, style: "percent") }
retrain-busy = A retraining is running already. Please wait until it ends.
retrain-unavailable = Retraining needs the training packages: install moodring[training], or use the full image.
retrain-done = ✅ The new mood model is in place.
retrain-too-little = The present mood model stays: too few songs have been liked or disliked yet to learn from.
retrain-not-better = The present mood model stays, as the new one does not fit your listeners clearly better.
retrain-forgets = The present mood model stays: the new one fits your listeners better, but changes too many other songs.
# Only of people who agreed to it; $songs is the number of songs they are about.
retrain-feedback = Learned from: 👍 { $likes } · 👎 { $dislikes } · songs: { $songs }
# Scores and $agreement go from 0 to 1; $agreement is the share of other songs whose mood stays.
retrain-figures = Fit to listeners: { NUMBER($present_score, style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1) } before, { NUMBER($new_score, style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1) } with the new model. Other songs told as before: { NUMBER($agreement, style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1) }.
retrain-corrections = Corrected moods, counted only, as they say nothing about songs: { $count }
retrain-failed = Retraining failed; the log has the reason under { $id }. The present model stays.

## Names of commands, for menus

command-start = what I do
command-selfie = songs for the mood of a selfie
command-mood = pick a mood by hand
command-history = your moods and songs
command-settings = songs per answer and more
command-privacy = what is kept
command-mydata = everything stored about you
command-forget = delete everything about you
command-help = how it works
command-stats = how much I am used
command-retrain = train the mood model again

## The chat in the browser; plain text throughout

web-tagline = a selfie in, songs out
web-hero = Show me a selfie, and I find songs for your mood.
web-log = Conversation
web-you = You
web-theme = Light or dark
web-commands = What I can do
web-message = Message
web-send = Send
web-take-photo = Take a photo
web-choose-photo = Choose a photo
web-drop = Drop your selfie here
web-close = Close
web-newest = To the newest message
web-typing = Moodring is at work
web-photo = Your photo
web-sending = Your photo is on its way
web-upload-failed = Your photo did not arrive.
web-retry = Try again
web-no-camera = I can't reach a camera. You can choose a photo instead.
web-play = Play “{ $title }”
web-pause = Pause “{ $title }”
web-seek = Position in “{ $title }”
web-password = Password
web-password-button = Enter
web-password-wrong = That is not the password.
web-password-wait = Too many tries. Please wait a minute.
