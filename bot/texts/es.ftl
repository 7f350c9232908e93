# Lo que dice el bot, en español: de tú, y sin adjetivos que supongan el género de la persona.

## Moods and emotions

mood-happy = alegría
mood-calm = calma
mood-sad = tristeza

mood-happy-button = 😊 Alegría
mood-calm-button = 😌 Calma
mood-sad-button = 😢 Tristeza
mood-happy-words = feliz, alegre, alegría, contento, contenta
mood-calm-words = tranquilo, tranquila, calma, calmado, calmada, relajado, relajada
mood-sad-words = triste, tristeza, melancolía, desanimado, desanimada

emotion-angry = enfado
emotion-disgust = asco
emotion-fear = miedo
emotion-happy = alegría
emotion-sad = tristeza
emotion-surprise = sorpresa
emotion-neutral = expresión neutra

mood-name = { $mood ->
    [happy] { mood-happy }
    [calm] { mood-calm }
   *[sad] { mood-sad }
}
songs-of-mood = { $mood ->
    [happy] canciones alegres
    [calm] canciones tranquilas
   *[sad] canciones tristes
}
# «En tu cara veo …»
emotion-seen = { $emotion ->
    [angry] { emotion-angry }
    [disgust] { emotion-disgust }
    [fear] { emotion-fear }
    [happy] { emotion-happy }
    [sad] { emotion-sad }
    [surprise] { emotion-surprise }
   *[neutral] una { emotion-neutral }
}

## Meeting

welcome =
    ¡Hola! Mándame un <b>selfie</b> y te respondo con <b>canciones</b> para tu estado de ánimo.
    ¿Sin selfie? Con /mood lo eliges a mano.
    Las canciones llegan con su portada, y casi todas suenan aquí mismo.
notice =
    <b>Antes de aceptar:</b> un programa, no una persona, estimará una emoción a partir de tu foto. Se equivoca a menudo, y solo ve la expresión de la foto, no lo que sientes. Tu foto se analiza en memoria y nunca se guarda. En /privacy te lo cuento todo.
agree-button = ✅ Acepto
agreed = ¡Gracias! Ahora mándame un selfie.
selfie-by-command = Aquí, envíalo con /{ $command }.
agreed-with-selfie = ¡Gracias! Estoy mirando tu selfie…
agreed-since = Aceptaste el { $date }. En /privacy puedes cambiar de idea.
ask-consent-first = Solo miro fotos cuando lo has aceptado. Toca el botón y te respondo a este selfie enseguida.
withdrawn = Has retirado tu consentimiento. No miraré ninguna foto hasta que vuelvas a aceptar con /start. /mood sigue funcionando.

help =
    📷 <b>Un selfie</b> — canciones para tu estado de ánimo
    /mood — elegir el ánimo a mano
    /history — tu ánimo reciente y las canciones
    /settings — cuántas canciones, y cuáles
    /privacy — qué se guarda, y tus derechos
    /mydata — un archivo con todo lo guardado sobre ti
    /forget — borrarlo todo

## A selfie

verdict-sure = En tu cara veo <b>{ emotion-seen }</b>: aquí tienes <b>{ songs-of-mood }</b>.
verdict-likely = En tu cara me parece ver <b>{ emotion-seen }</b>: aquí tienes <b>{ songs-of-mood }</b>.
verdict-lifted = En tu cara veo <b>{ emotion-seen }</b>: aquí tienes canciones para <b>animarte</b>.
verdict-picked = { $mood ->
    [happy] Canciones <b>alegres</b>, como pediste.
    [calm] Canciones <b>tranquilas</b>, como pediste.
   *[sad] Canciones <b>tristes</b>, como pediste.
}
verdict-picked-lifted = Canciones para <b>animarte</b>, como pediste.
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
unsure = No lo tengo claro: podría ser <b>{ $first_mood ->
    [happy] { mood-happy }
    [calm] { mood-calm }
   *[sad] { mood-sad }
}</b> o <b>{ $second_mood ->
    [happy] { mood-happy }
    [calm] { mood-calm }
   *[sad] { mood-sad }
}</b>. ¿Qué encaja mejor?
several-faces = Veo { $count } caras. ¿En cuál me fijo?
no-face =
    No encuentro ninguna cara. Funciona mejor si
    • la cara ocupa buena parte de la foto
    • la luz viene de frente
    • miras a la cámara

    O elige directamente:
faces-gone = Solo recuerdo un día lo que vi en una foto. Mándala otra vez o elige un ánimo:
pick-mood = ¿Qué ánimo eliges?
more-songs-button = 🔀 Más canciones
not-my-mood-button = 🤔 No me siento así
other-mood-button = 🤔 Otro ánimo
match-button = 🎯 Según mi ánimo
lift-button = 🌤 Para animarme
back-button = ‹ Volver
play-hint = ▶ reproduce una canción; con 👍 y 👎 me dices qué te gusta.
no-more-songs = No tengo más para este ánimo; aquí van algunas otra vez.
no-songs = No me quedan canciones para esto. En /settings puedes permitir más.

## Why these songs

reason-liked-artist = Con un artista que te gustó
reason-liked-genre = Con { $genre }, como las que te gustaron
reason-acoustic-liked = Acústicas, como las que te gustaron
reason-mixed = { $mood ->
    [happy] Con un toque alegre
    [calm] Con un toque tranquilo
   *[sad] Con un toque triste
}
reason-acoustic = De sonido acústico
reason-energetic = Con mucha energía
reason-quiet = De las suaves
reason-popular = De las más populares
reason-fresh = Ninguna ha sonado aquí últimamente
reason-varied = Cada una de un artista distinto

## Feedback

liked = 👍 Más como esta.
disliked = 👎 Esa no volverá a sonar.
opinion-taken-back = Opinión retirada.
corrected = Gracias, eso ayuda. Aquí tienes <b>{ songs-of-mood }</b>.
no-preview = No tengo un adelanto de «{ $title }», pero puedes <a href="{ $url }">escucharla aquí</a>.
song-gone = Ya no tengo esa canción.
answer-of-another = Eso es de otra persona. Mándame un selfie o usa /mood y tendrás lo tuyo.
attribution = Portadas y sonido: { $providers }

## History

history-empty = Aquí no hay nada todavía. ¡Mándame un selfie!
history-title = <b>Tu ánimo reciente</b>
history-entry = { $picked ->
    [yes] 👆
   *[no] 📷
} { $date } · <b>{ mood-name }</b>
history-newer-button = ‹ Más recientes
history-older-button = Más antiguos ›
history-chart-button = 📈 Gráfico
history-chart = Tu ánimo a lo largo del tiempo
history-chart-caption = Cada punto es un selfie; las franjas muestran cómo cambia el ánimo estimado.
history-chart-empty = Todavía no hay selfies, así que no hay nada que dibujar. ¡Mándame uno!
history-chart-dark-button = 🌙 Oscuro
history-chart-light-button = ☀️ Claro

## Settings

settings-title = <b>Ajustes</b>
settings-count = Canciones por respuesta: <b>{ $count }</b>
settings-explicit = Canciones con letra explícita: <b>{ $allowed ->
    [yes] sí
   *[no] no
}</b>
settings-way = Canciones <b>{ $way ->
    [lift] para animarte
   *[match] que acompañan tu ánimo
}</b>
settings-language = Idioma: <b>{ $language }</b>
settings-language-automatic = Idioma: <b>automático ({ $language })</b>
settings-count-button = 🎵 { $count }
settings-explicit-on-button = Permitir explícitas
settings-explicit-off-button = Sin explícitas
settings-language-automatic-button = 🌐 Automático
language-name = Español

## Privacy

privacy =
    <b>Tu foto</b> se analiza en memoria, nunca se escribe en un disco ni en un registro, y desaparece tras la respuesta.
    <b>Se guarda, cifrado:</b> las emociones estimadas, los ánimos y las canciones que recibiste, tus «me gusta» y correcciones, tus ajustes y cuándo aceptaste. Tu nombre no se guarda.
    <b>Cuánto tiempo:</b> emociones, ánimos y correcciones, { $days ->
        [one] { $days } día
       *[other] { $days } días
    } como máximo. Los «me gusta», los ajustes y los consentimientos se conservan mientras me sigas usando, y se borran si pasas ese mismo tiempo sin hacerlo.
    <b>No se comparte con nadie.</b> El servicio de chat que lleva nuestros mensajes tiene sus propias reglas.
    <b>Una emoción es una estimación</b> de un programa (Reglamento de IA de la UE, art. 50) y a menudo se equivoca. Solo decide qué canciones ves.
    <b>Aprendo de ti</b> solo si lo permites, y puedes cambiar de idea.
    /mydata muestra todo lo guardado sobre ti, /forget lo borra, y con los botones de abajo cambias lo que aceptaste.
    Responsable: { $operator }
operator-unknown = quien instaló este bot; pregunta donde lo encontraste
privacy-agreed = Aceptaste: { $date }
privacy-not-agreed = No has aceptado, así que no miro ninguna foto tuya. Con /start puedes aceptar.
privacy-learning = Aprendo de tus «me gusta»: <b>{ $allowed ->
    [yes] sí
   *[no] no
}</b>
write-privately = Eso queda entre tú y yo: escríbeme en un chat privado.
withdraw-button = Retirar consentimiento
allow-training-button = Aprende de mis gustos
forbid-training-button = No aprendas de mí
training-allowed = ¡Gracias! Desde ahora puedo aprender de tus «me gusta» y correcciones. Puedes cambiarlo en /privacy.
training-forbidden = Ya no aprendo de tus «me gusta» ni de tus correcciones.
mydata = Todo lo que está guardado sobre ti.
forget-ask = ¿Borro todo lo que sé de ti? No se puede deshacer.
forget-button = 🗑 Borrarlo todo
keep-button = No, consérvalo
forgotten = He borrado { $answers ->
    [one] { $answers } respuesta
   *[other] { $answers } respuestas
}, { $feedback ->
    [one] { $feedback } valoración o corrección
   *[other] { $feedback } valoraciones y correcciones
}, la lista de canciones que escuchaste, tus ajustes y tu consentimiento. No queda nada sobre ti.
forgotten-nothing = No hay nada guardado sobre ti.
forget-kept = No he borrado nada.

## What else people send

hint-sticker = ¡Bonito sticker! Pero lo mío son los selfies: mándame la foto de una cara o elige un ánimo con /mood.
hint-video = Todavía no puedo ver vídeos. Mándame la foto de una cara o elige un ánimo con /mood.
hint-voice = Todavía no puedo escuchar mensajes de voz. Mándame la foto de una cara o elige un ánimo con /mood.
hint-text = Mándame un selfie o elige un ánimo con /mood. En /help ves qué más sé hacer.
hint-document = No puedo leer ese archivo como foto. Sirven JPEG, PNG, WebP y HEIC.
hint-outdated = Ese botón ya no sirve. En /help ves qué sé hacer ahora.

## When something goes wrong

error-photo-damaged = No puedo leer esa foto: parece dañada. Mándamela otra vez, por favor.
error-photo-large = Esa foto es demasiado grande para mí (20 MB como máximo). Manda una más pequeña, o mándala como foto y no como archivo.
error-photo-gone = Ya no puedo acceder a esa foto; quizá se borró. Mándamela otra vez, por favor.
error-busy = Ahora mismo hay mucha gente aquí. Inténtalo otra vez en un minuto, por favor.
error-slow = Esa foto me ha llevado demasiado tiempo. Prueba con otra, por favor.
error-limit = ¡Cuántos selfies! Inténtalo otra vez en { $minutes ->
    [one] { $minutes } minuto
   *[other] { $minutes } minutos
}, por favor.
error-limit-day = ¡Cuántos selfies en un solo día! Mañana miro más con mucho gusto; mientras tanto, tienes /mood.
error-unknown = Algo ha fallado por mi parte. Inténtalo otra vez, por favor; si sigue pasando, dale este código al responsable: { $id }

## For admins

stats =
    👥 <b>{ $people }</b> { $people ->
        [one] persona
       *[other] personas
    }; hoy: { $active_today }, esta semana: { $active_week }
    💬 <b>{ $answers }</b> { $answers ->
        [one] respuesta guardada
       *[other] respuestas guardadas
    }; hoy: { $today }
    👍👎 { $opinions }
    ⏳ Selfies en espera: { $waiting }
    7 días: 😊 { $happy } · 😌 { $calm } · 😢 { $sad }
retrain-started = Reentrenando el modelo de ánimo…
# $share goes from 0 to 1.
retrain-progress = Reentrenando el modelo de ánimo… { NUMBER($share, style: "percent") }
retrain-busy = Ya hay un reentrenamiento en marcha. Espera a que termine.
retrain-unavailable = Para reentrenar hacen falta los paquetes de entrenamiento: instala moodring[training] o usa la imagen completa.
retrain-done = ✅ El nuevo modelo de ánimo ya está en uso.
retrain-too-little = Se queda el modelo actual: aún hay muy pocas canciones con 👍 o 👎 de las que aprender.
retrain-not-better = Se queda el modelo actual, porque el nuevo no se ajusta claramente mejor a quienes escuchan.
retrain-forgets = Se queda el modelo actual: el nuevo se ajusta mejor a quienes escuchan, pero cambia demasiadas de las otras canciones.
# Only of people who agreed to it; $songs is the number of songs they are about.
retrain-feedback = Aprendido de: 👍 { $likes } · 👎 { $dislikes } · canciones: { $songs }
# Scores and $agreement go from 0 to 1; $agreement is the share of other songs whose mood stays.
retrain-figures = Ajuste a quienes escuchan: { NUMBER($present_score, style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1) } antes, { NUMBER($new_score, style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1) } con el nuevo modelo. Otras canciones que quedan igual: { NUMBER($agreement, style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1) }.
retrain-corrections = Ánimos corregidos, solo contados, pues no dicen nada de las canciones: { $count }
retrain-failed = El reentrenamiento ha fallado; el motivo está en el registro con el código { $id }. Se queda el modelo actual.

## Names of commands, for menus

command-start = qué puedo hacer
command-selfie = canciones para el ánimo de un selfie
command-mood = elegir el ánimo a mano
command-history = tu ánimo y tus canciones
command-settings = canciones por respuesta y más
command-privacy = qué se guarda
command-mydata = todo lo guardado sobre ti
command-forget = borrar todo lo tuyo
command-help = cómo funciona
command-stats = cuánto se me usa
command-retrain = reentrenar el modelo de ánimo

## The chat in the browser; plain text throughout

web-tagline = entra un selfie, salen canciones
web-hero = Enséñame un selfie y te busco canciones para tu ánimo.
web-log = Conversación
web-you = Tú
web-theme = Claro u oscuro
web-commands = Lo que sé hacer
web-message = Mensaje
web-send = Enviar
web-take-photo = Hacer una foto
web-choose-photo = Elegir una foto
web-drop = Suelta aquí tu selfie
web-close = Cerrar
web-newest = Al mensaje más reciente
web-typing = Moodring está en ello
web-photo = Tu foto
web-sending = Tu foto está en camino
web-upload-failed = Tu foto no ha llegado.
web-retry = Intentar de nuevo
web-no-camera = No consigo acceder a una cámara. También puedes elegir una foto.
web-play = Reproducir «{ $title }»
web-pause = Pausar «{ $title }»
web-seek = Posición en «{ $title }»
web-password = Contraseña
web-password-button = Entrar
web-password-wrong = Esa no es la contraseña.
web-password-wait = Demasiados intentos. Espera un minuto, por favor.
