# O que o bot diz, em português (do Brasil, com palavras que também servem em Portugal), sem
# adjetivos que suponham o gênero da pessoa.

## Moods and emotions

mood-happy = alegria
mood-calm = calma
mood-sad = tristeza

mood-happy-button = 😊 Alegria
mood-calm-button = 😌 Calma
mood-sad-button = 😢 Tristeza
mood-happy-words = feliz, alegre, alegria, contente
mood-calm-words = calmo, calma, tranquilo, tranquila, relaxado, relaxada
mood-sad-words = triste, tristeza, melancolia, desanimado, desanimada

emotion-angry = raiva
emotion-disgust = nojo
emotion-fear = medo
emotion-happy = alegria
emotion-sad = tristeza
emotion-surprise = surpresa
emotion-neutral = expressão neutra

mood-name = { $mood ->
    [happy] { mood-happy }
    [calm] { mood-calm }
   *[sad] { mood-sad }
}
songs-of-mood = { $mood ->
    [happy] músicas alegres
    [calm] músicas calmas
   *[sad] músicas tristes
}
# “Vejo … no seu rosto”
emotion-seen = { $emotion ->
    [angry] { emotion-angry }
    [disgust] { emotion-disgust }
    [fear] { emotion-fear }
    [happy] { emotion-happy }
    [sad] { emotion-sad }
    [surprise] { emotion-surprise }
   *[neutral] uma { emotion-neutral }
}

## Meeting

welcome =
    Oi! Mande uma <b>selfie</b> e eu respondo com <b>músicas</b> que combinam com o seu humor.
    Sem selfie? Com /mood você escolhe o humor.
    As músicas vêm com a capa, e quase todas tocam aqui mesmo.
notice =
    <b>Antes de concordar:</b> um programa, não uma pessoa, vai estimar uma emoção a partir da sua foto. Ele erra bastante e só vê a expressão na foto, não o que você sente. Sua foto é analisada na memória e nunca é guardada. Em /privacy eu explico tudo.
agree-button = ✅ Concordo
agreed = Obrigado! Agora mande uma selfie.
selfie-by-command = Aqui, mande com /{ $command }.
agreed-with-selfie = Obrigado! Estou olhando sua selfie…
agreed-since = Você concordou em { $date }. Em /privacy dá para voltar atrás.
ask-consent-first = Só olho fotos depois que você concorda. Toque no botão e eu respondo a esta selfie na hora.
withdrawn = Você retirou seu consentimento. Não vou olhar nenhuma foto até você concordar de novo com /start. O /mood continua funcionando.

help =
    📷 <b>Uma selfie</b> — músicas para o seu humor
    /mood — escolher o humor
    /history — seu humor recente e as músicas
    /settings — quantas músicas, e quais
    /privacy — o que é guardado, e seus direitos
    /mydata — um arquivo com tudo o que está guardado sobre você
    /forget — apagar tudo isso

## A selfie

verdict-sure = Vejo <b>{ emotion-seen }</b> no seu rosto: aqui vão <b>{ songs-of-mood }</b>.
verdict-likely = Acho que vejo <b>{ emotion-seen }</b> no seu rosto: aqui vão <b>{ songs-of-mood }</b>.
verdict-lifted = Vejo <b>{ emotion-seen }</b> no seu rosto: aqui vão músicas para <b>animar você</b>.
verdict-picked = { $mood ->
    [happy] Músicas <b>alegres</b>, como você pediu.
    [calm] Músicas <b>calmas</b>, como você pediu.
   *[sad] Músicas <b>tristes</b>, como você pediu.
}
verdict-picked-lifted = Músicas para <b>animar você</b>, como você pediu.
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
unsure = Estou em dúvida: pode ser <b>{ $first_mood ->
    [happy] { mood-happy }
    [calm] { mood-calm }
   *[sad] { mood-sad }
}</b> ou <b>{ $second_mood ->
    [happy] { mood-happy }
    [calm] { mood-calm }
   *[sad] { mood-sad }
}</b>. Qual combina mais?
several-faces = Vejo { $count } rostos. Qual deles eu considero?
no-face =
    Não encontro nenhum rosto. Funciona melhor quando
    • o rosto ocupa boa parte da foto
    • a luz vem de frente
    • você olha para a câmera

    Ou é só escolher um humor:
faces-gone = Só guardo por um dia o que vi em uma foto. Mande de novo ou escolha um humor:
pick-mood = Que humor você escolhe?
more-songs-button = 🔀 Mais músicas
not-my-mood-button = 🤔 Não estou assim
other-mood-button = 🤔 Outro humor
match-button = 🎯 Conforme meu humor
lift-button = 🌤 Para me animar
back-button = ‹ Voltar
play-hint = ▶ toca uma música; com 👍 e 👎 você me diz do que gosta.
no-more-songs = É tudo o que tenho para esse humor; aqui vão algumas de novo.
no-songs = Não tenho mais músicas para isso. Em /settings você pode liberar mais.

## Why these songs

reason-liked-artist = Com um artista de que você gostou
reason-liked-genre = Com { $genre }, como as de que você gostou
reason-acoustic-liked = Acústicas, como as de que você gostou
reason-mixed = { $mood ->
    [happy] Com um toque alegre
    [calm] Com um toque calmo
   *[sad] Com um toque triste
}
reason-acoustic = Com som acústico
reason-energetic = Cheias de energia
reason-quiet = Das mais suaves
reason-popular = Das mais populares
reason-fresh = Nenhuma tocou aqui ultimamente
reason-varied = Cada uma de um artista diferente

## Feedback

liked = 👍 Mais como esta.
disliked = 👎 Essa não toca mais.
opinion-taken-back = Desfeito.
corrected = Obrigado, isso ajuda. Aqui vão <b>{ songs-of-mood }</b>.
no-preview = Não tenho uma prévia de “{ $title }”, mas dá para <a href="{ $url }">ouvir aqui</a>.
song-gone = Não tenho mais essa música.
answer-of-another = Isso é de outra pessoa. Mande uma selfie ou use /mood e você terá o seu.
attribution = Capas e som: { $providers }

## History

history-empty = Ainda não há nada aqui. Mande uma selfie!
history-title = <b>Seu humor recente</b>
history-entry = { $picked ->
    [yes] 👆
   *[no] 📷
} { $date } · <b>{ mood-name }</b>
history-newer-button = ‹ Mais recentes
history-older-button = Mais antigos ›
history-chart-button = 📈 Gráfico
history-chart = Seu humor ao longo do tempo
history-chart-caption = Cada ponto é uma selfie; as faixas mostram como o humor estimado muda.
history-chart-empty = Ainda não há selfies, então não há o que desenhar. Mande uma!
history-chart-dark-button = 🌙 Escuro
history-chart-light-button = ☀️ Claro

## Settings

settings-title = <b>Ajustes</b>
settings-count = Músicas por resposta: <b>{ $count }</b>
settings-explicit = Músicas com letra explícita: <b>{ $allowed ->
    [yes] sim
   *[no] não
}</b>
settings-way = Músicas <b>{ $way ->
    [lift] para animar você
   *[match] que combinam com o seu humor
}</b>
settings-language = Idioma: <b>{ $language }</b>
settings-language-automatic = Idioma: <b>automático ({ $language })</b>
settings-count-button = 🎵 { $count }
settings-explicit-on-button = Permitir explícitas
settings-explicit-off-button = Sem explícitas
settings-language-automatic-button = 🌐 Automático
language-name = Português

## Privacy

privacy =
    <b>Sua foto</b> é analisada na memória, nunca é gravada em disco nem em registros, e some depois da resposta.
    <b>Fica guardado, criptografado:</b> as emoções estimadas, os humores e as músicas que você recebeu, suas curtidas e correções, seus ajustes e quando você concordou. Seu nome não é guardado.
    <b>Por quanto tempo:</b> emoções, humores e correções, por no máximo { $days ->
        [one] { $days } dia
       *[other] { $days } dias
    }. Curtidas, ajustes e consentimentos ficam enquanto você continuar por aqui e são apagados se você passar esse mesmo tempo sem vir.
    <b>Nada é repassado a ninguém.</b> O serviço de chat que leva nossas mensagens tem as próprias regras.
    <b>Uma emoção é uma estimativa</b> de um programa (Regulamento de IA da UE, art. 50), e ele erra bastante. Ela só decide quais músicas você vê.
    <b>Só aprendo com você</b> se você permitir, e você pode voltar atrás.
    /mydata mostra tudo o que está guardado sobre você, /forget apaga, e os botões abaixo mudam o que você aceitou.
    Responsável: { $operator }
operator-unknown = quem instalou este bot; pergunte onde você o encontrou
privacy-agreed = Você concordou: { $date }
privacy-not-agreed = Você não concordou, então não olho nenhuma foto sua. Com /start dá para concordar.
privacy-learning = Aprendo com suas curtidas: <b>{ $allowed ->
    [yes] sim
   *[no] não
}</b>
write-privately = Isso fica entre nós: escreva para mim em uma conversa privada.
withdraw-button = Retirar consentimento
allow-training-button = Aprenda com meu gosto
forbid-training-button = Não aprenda comigo
training-allowed = Obrigado! Agora posso aprender com suas curtidas e correções. Você pode mudar isso em /privacy.
training-forbidden = Não aprendo mais com suas curtidas e correções.
mydata = Tudo o que está guardado sobre você.
forget-ask = Apagar tudo o que sei sobre você? Não dá para desfazer.
forget-button = 🗑 Apagar tudo
keep-button = Não, manter
forgotten = Apaguei { $answers ->
    [one] { $answers } resposta
   *[other] { $answers } respostas
}, { $feedback ->
    [one] { $feedback } avaliação ou correção
   *[other] { $feedback } avaliações e correções
}, a lista de músicas que você ouviu, seus ajustes e seu consentimento. Não resta nada sobre você.
forgotten-nothing = Não há nada guardado sobre você.
forget-kept = Não apaguei nada.

## What else people send

hint-sticker = Figurinha legal! Mas o meu forte são selfies: mande a foto de um rosto ou escolha um humor com /mood.
hint-video = Ainda não sei assistir a vídeos. Mande a foto de um rosto ou escolha um humor com /mood.
hint-voice = Ainda não sei ouvir mensagens de voz. Mande a foto de um rosto ou escolha um humor com /mood.
hint-text = Mande uma selfie ou escolha um humor com /mood. Em /help você vê o que mais eu faço.
hint-document = Não consigo ler esse arquivo como foto. Funcionam JPEG, PNG, WebP e HEIC.
hint-outdated = Esse botão já não serve. Em /help você vê o que eu faço agora.

## When something goes wrong

error-photo-damaged = Não consigo ler essa foto: parece danificada. Mande de novo, por favor.
error-photo-large = Essa foto é grande demais para mim (no máximo 20 MB). Mande uma menor, ou mande como foto em vez de arquivo.
error-photo-gone = Não consigo mais acessar essa foto; talvez tenha sido apagada. Mande de novo, por favor.
error-busy = Tem muita gente aqui agora. Tente de novo em um minuto, por favor.
error-slow = Essa foto demorou demais. Tente outra, por favor.
error-limit = Quantas selfies! Tente de novo em { $minutes ->
    [one] { $minutes } minuto
   *[other] { $minutes } minutos
}, por favor.
error-limit-day = Quantas selfies para um dia só! Amanhã olho mais com prazer; até lá, o /mood funciona.
error-unknown = Algo deu errado do meu lado. Tente de novo, por favor; se continuar, passe este código ao responsável: { $id }

## For admins

stats =
    👥 <b>{ $people }</b> { $people ->
        [one] pessoa
       *[other] pessoas
    }; hoje: { $active_today }, nesta semana: { $active_week }
    💬 <b>{ $answers }</b> { $answers ->
        [one] resposta guardada
       *[other] respostas guardadas
    }; hoje: { $today }
    👍👎 { $opinions }
    ⏳ Selfies na espera: { $waiting }
    7 dias: 😊 { $happy } · 😌 { $calm } · 😢 { $sad }
retrain-started = Treinando de novo o modelo de humor…
# $share goes from 0 to 1.
retrain-progress = Treinando de novo o modelo de humor… { NUMBER($share, style: "percent") }
retrain-busy = Já há um treino em andamento. Espere até que termine.
retrain-unavailable = Para treinar de novo faltam os pacotes de treino: instale moodring[training] ou use a imagem completa.
retrain-done = ✅ O novo modelo de humor já está em uso.
retrain-too-little = O modelo atual fica: ainda há poucas músicas com 👍 ou 👎 com que aprender.
retrain-not-better = O modelo atual fica, pois o novo não combina claramente melhor com quem ouve.
retrain-forgets = O modelo atual fica: o novo combina melhor com quem ouve, mas muda outras músicas demais.
# Only of people who agreed to it; $songs is the number of songs they are about.
retrain-feedback = Aprendido com: 👍 { $likes } · 👎 { $dislikes } · músicas: { $songs }
# Scores and $agreement go from 0 to 1; $agreement is the share of other songs whose mood stays.
retrain-figures = Ajuste a quem ouve: { NUMBER($present_score, style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1) } antes, { NUMBER($new_score, style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1) } com o novo modelo. Outras músicas que ficam iguais: { NUMBER($agreement, style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1) }.
retrain-corrections = Humores corrigidos, apenas contados, pois nada dizem sobre músicas: { $count }
retrain-failed = O treino falhou; o motivo está no registro com o código { $id }. O modelo atual fica.

## Names of commands, for menus

command-start = o que eu faço
command-selfie = músicas para o humor de uma selfie
command-mood = escolher o humor
command-history = seu humor e suas músicas
command-settings = músicas por resposta e mais
command-privacy = o que é guardado
command-mydata = tudo o que está guardado sobre você
command-forget = apagar tudo sobre você
command-help = como funciona
command-stats = quanto me usam
command-retrain = treinar de novo o modelo de humor

## The chat in the browser; plain text throughout

web-tagline = entra uma selfie, saem músicas
web-hero = Mostre uma selfie e eu encontro músicas para o seu humor.
web-log = Conversa
web-you = Você
web-theme = Claro ou escuro
web-commands = O que eu sei fazer
web-message = Mensagem
web-send = Enviar
web-take-photo = Tirar uma foto
web-choose-photo = Escolher uma foto
web-drop = Solte a sua selfie aqui
web-close = Fechar
web-newest = Para a mensagem mais recente
web-typing = O Moodring está trabalhando
web-photo = A sua foto
web-sending = A sua foto está a caminho
web-upload-failed = A sua foto não chegou.
web-retry = Tentar de novo
web-no-camera = Não consigo acessar uma câmera. Você pode escolher uma foto.
web-play = Tocar “{ $title }”
web-pause = Pausar “{ $title }”
web-seek = Posição em “{ $title }”
web-password = Senha
web-password-button = Entrar
web-password-wrong = Essa não é a senha.
web-password-wait = Tentativas demais. Espere um minuto, por favor.
