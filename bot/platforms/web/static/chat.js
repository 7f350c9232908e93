// What the page does by itself: photos on their way, the camera, sound, scrolling, focus.
"use strict";
(() => {
  const $ = (selector) => document.querySelector(selector);
  const words = () => JSON.parse($("#composer").dataset.words);
  const emit = (name, values) =>
    emitEvent(`moodring_${name}`, { ...values, dark: moodringTheme.isDark() });

  // ── What is said and pressed ──────────────────────────────────────────────────────────────
  const say = (text) => {
    emit("say", { words: text });
    stickToEnd = true;
  };

  const press = (button) => {
    const player = button.closest("li")?.querySelector("moodring-player");
    if (player && button.classList.contains("play")) {
      player.toggle();
      return;
    }
    lastPressed = placeOf(button);
    button.classList.add("pressed");
    setTimeout(() => button.classList.remove("pressed"), 4000);
    emit("press", { message: button.dataset.message, action: button.dataset.action });
  };

  const submit = () => {
    const field = $("#words");
    if (field.value.trim()) say(field.value);
    field.value = "";
    fit(field);
    field.focus();
  };

  const fit = (field) => {
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight, 140)}px`;
    $("#composer").classList.toggle("has-words", field.value.trim() !== "");
  };

  const deeds = {
    theme: () => moodringTheme.toggle(),
    choose: () => $("#file").click(),
    camera: () => openCamera(),
    snap: () => snap(),
    "close-camera": () => $("#camera").close(),
    newest: () => scrollToEnd("smooth"),
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.action) press(button);
    else if (button.dataset.command) {
      $("#commands").hidePopover();
      say(`/${button.dataset.command}`);
    } else if (button.dataset.do) deeds[button.dataset.do]();
  });
  document.addEventListener("submit", (event) => {
    if (event.target.id !== "composer") return;
    event.preventDefault();
    submit();
  });
  document.addEventListener("input", (event) => {
    if (event.target.id === "words") fit(event.target);
  });
  document.addEventListener("keydown", (event) => {
    if (event.target.id === "words" && event.key === "Enter" && !event.shiftKey) {
      if (event.isComposing) return;
      event.preventDefault();
      submit();
    }
    const item = event.target.closest?.("#commands button");
    if (item && ["ArrowDown", "ArrowUp"].includes(event.key)) {
      event.preventDefault();
      const items = [...document.querySelectorAll("#commands button")];
      const step = event.key === "ArrowDown" ? 1 : items.length - 1;
      items[(items.indexOf(item) + step) % items.length].focus();
    }
  });
  document.addEventListener(
    "toggle",
    (event) => {
      if (event.target.id === "commands" && event.newState === "open")
        $("#commands button").focus();
    },
    true,
  );

  // ── Photos ────────────────────────────────────────────────────────────────────────────────
  // Pictures of one's own stay in this page: the server keeps none. Gone with a reload.
  const thumbnails = new Map();
  const newId = () =>
    [...crypto.getRandomValues(new Uint8Array(12))].map((n) => n.toString(16).padStart(2, "0")).join("");
  const isPhoto = (file) => file.type.startsWith("image/") || /\.(heic|heif)$/i.test(file.name ?? "");
  const kindOf = (file) =>
    file.type.startsWith("video/") ? "video" : file.type.startsWith("audio/") ? "voice" : "document";

  const send = async (files) => {
    for (const file of files) {
      if (isPhoto(file)) await upload(file, newId());
      else emit("other", { kind: kindOf(file) });
    }
  };

  const upload = (file, id) =>
    new Promise((resolve) => {
      thumbnails.set(id, URL.createObjectURL(file));
      const bubble = pendingBubble(id);
      const request = new XMLHttpRequest();
      request.open("POST", "/photos");
      request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
      request.setRequestHeader("X-Photo-Id", id);
      request.upload.onprogress = ({ loaded, total }) =>
        bubble.style.setProperty("--share", total ? loaded / total : 0);
      request.onloadend = () => {
        if (request.status === 202) bubble.remove();
        else offerRetry(bubble, () => upload(file, id));
        resolve();
      };
      request.send(file);
    });

  const pendingBubble = (id) => {
    document.getElementById(`pending-${id}`)?.remove();
    const bubble = document.createElement("div");
    bubble.className = "message own pending";
    bubble.id = `pending-${id}`;
    bubble.setAttribute("role", "status");
    const photo = document.createElement("moodring-photo");
    photo.dataset.photo = id;
    photo.dataset.alt = words().sending;
    bubble.append(photo);
    $("#pending").append(bubble);
    scrollToEnd();
    return bubble;
  };

  const offerRetry = (bubble, again) => {
    bubble.classList.add("failed");
    const text = document.createElement("p");
    text.textContent = words().failed;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = words().retry;
    button.addEventListener("click", again);
    bubble.append(text, button);
    scrollToEnd();
  };

  class MoodringPhoto extends HTMLElement {
    connectedCallback() {
      const url = thumbnails.get(this.dataset.photo);
      // It is in the chat now.
      if (this.closest(".log")) document.getElementById(`pending-${this.dataset.photo}`)?.remove();
      if (!url || this.querySelector("img")) return;
      const image = new Image();
      image.alt = this.dataset.alt;
      image.addEventListener("error", () => image.remove()); // HEIC, in most browsers
      image.addEventListener("load", () => this.replaceChildren(image));
      image.src = url;
    }
  }

  document.addEventListener("change", (event) => {
    if (!["file", "capture"].includes(event.target.id)) return;
    send([...event.target.files]);
    event.target.value = "";
  });
  document.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length) {
      event.preventDefault();
      send(files);
    }
  });
  let depth = 0;
  const drag = (change) => {
    depth = Math.max(0, depth + change);
    $("#drop")?.classList.toggle("on", depth > 0);
  };
  const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
  document.addEventListener("dragenter", (event) => hasFiles(event) && drag(1));
  document.addEventListener("dragleave", (event) => hasFiles(event) && drag(-1));
  document.addEventListener("dragover", (event) => hasFiles(event) && event.preventDefault());
  document.addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    drag(-depth);
    send([...event.dataTransfer.files]);
  });

  // ── Camera ────────────────────────────────────────────────────────────────────────────────
  const openCamera = async () => {
    // Without a secure context there is no stream; a phone's own camera app may still do.
    if (!navigator.mediaDevices?.getUserMedia) {
      $("#capture").click();
      return;
    }
    const dialog = $("#camera");
    const video = dialog.querySelector("video");
    try {
      video.srcObject = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: "user", width: { ideal: 1280 }, height: { ideal: 960 } },
      });
    } catch {
      moodring.toast(words().noCamera);
      return;
    }
    dialog.addEventListener(
      "close",
      () => {
        video.srcObject?.getTracks().forEach((track) => track.stop());
        video.srcObject = null;
      },
      { once: true },
    );
    dialog.showModal();
    dialog.querySelector(".snap").focus();
    await video.play();
  };

  const snap = () => {
    const dialog = $("#camera");
    const video = dialog.querySelector("video");
    if (!video.videoWidth) return;
    const canvas = document.createElement("canvas");
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    canvas.getContext("2d").drawImage(video, 0, 0);
    canvas.toBlob((blob) => send([blob]), "image/jpeg", 0.92);
    dialog.close();
  };

  // ── Sound ─────────────────────────────────────────────────────────────────────────────────
  const PLAY = '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M8 5.500v13l10.5-6.500z" fill="currentColor" stroke-linejoin="round"/></svg>';
  const PAUSE = '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M8.5 6v12M15.5 6v12" stroke-width="3.5"/></svg>';
  const clock = (seconds) =>
    `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

  class MoodringPlayer extends HTMLElement {
    connectedCallback() {
      if (this.audio) return;
      this.audio = new Audio(this.getAttribute("src"));
      this.audio.preload = "auto";
      this.fill();
      for (const name of ["play", "pause", "ended", "timeupdate", "durationchange"])
        this.audio.addEventListener(name, () => this.show());
      this.audio.addEventListener("play", () => {
        for (const other of document.querySelectorAll("moodring-player"))
          if (other !== this) other.audio?.pause();
      });
      // Somebody has just pressed a button for it; not so after a reload.
      if (navigator.userActivation?.isActive ?? false) this.audio.play().catch(() => {});
      this.show();
    }

    disconnectedCallback() {
      this.audio?.pause();
    }

    fill() {
      const { title, cover, seek } = this.dataset;
      const isOnCard = "onCard" in this.dataset;
      this.seek = Object.assign(document.createElement("input"), {
        type: "range", min: 0, max: 1000, value: 0, step: 1,
      });
      this.seek.setAttribute("aria-label", seek);
      this.seek.addEventListener("input", () => {
        const length = this.audio.duration;
        if (Number.isFinite(length)) this.audio.currentTime = (this.seek.value / 1000) * length;
      });
      this.time = document.createElement("span");
      this.time.className = "time";
      if (isOnCard) {
        this.button = this.closest("li").querySelector(".play");
        this.append(this.seek, this.time);
        return;
      }
      this.button = Object.assign(document.createElement("button"), { type: "button", className: "play" });
      this.button.addEventListener("click", () => this.toggle());
      const image = Object.assign(new Image(), { alt: "", src: cover ?? "/static/icon.svg" });
      const name = Object.assign(document.createElement("b"), { textContent: title });
      const frame = document.createElement("div");
      frame.className = "cover";
      frame.append(image, this.button);
      const line = document.createElement("div");
      line.className = "line";
      line.append(name, this.seek, this.time);
      this.append(frame, line);
    }

    toggle() {
      if (this.audio.paused) this.audio.play().catch(() => {});
      else this.audio.pause();
    }

    show() {
      const { duration, currentTime, paused } = this.audio;
      const length = Number.isFinite(duration) ? duration : 0;
      const share = length ? currentTime / length : 0;
      this.seek.value = Math.round(share * 1000);
      this.seek.style.setProperty("--share", share);
      this.seek.setAttribute("aria-valuetext", clock(currentTime));
      this.time.textContent = length ? `${clock(currentTime)} / ${clock(length)}` : "";
      this.classList.toggle("playing", !paused);
      if (this.button) {
        this.button.classList.toggle("playing", !paused);
        const label = paused ? this.dataset.play : this.dataset.pause;
        if (this.button.getAttribute("aria-label") !== label || !this.button.firstChild) {
          this.button.innerHTML = paused ? PLAY : PAUSE;
          this.button.setAttribute("aria-label", label);
        }
      }
    }
  }

  // ── Scrolling and focus ───────────────────────────────────────────────────────────────────
  let stickToEnd = true;
  let lastPressed = null;

  const scrollToEnd = (behavior = "instant") => {
    stickToEnd = true;
    const box = $("#scroll");
    box?.scrollTo({ top: box.scrollHeight, behavior });
  };
  const isAtEnd = (box) => box.scrollHeight - box.scrollTop - box.clientHeight < 90;

  const placeOf = (button) => {
    const message = button.closest(".message");
    const group = button.closest(".buttons, .song");
    const piece = group?.closest("li") ?? message;
    return {
      id: message?.dataset.id,
      song: [...(message?.querySelectorAll("li") ?? [])].indexOf(piece),
      index: [...(group?.querySelectorAll("button") ?? [])].indexOf(button),
      isPlay: Boolean(button.closest(".song")),
    };
  };

  // Buttons that were pressed are often replaced by others: the focus stays at their place.
  const restoreFocus = () => {
    if (!lastPressed || (document.activeElement && document.activeElement !== document.body)) return;
    const message = document.querySelector(`.message[data-id="${CSS.escape(lastPressed.id ?? "")}"]`);
    if (!message) return;
    const part = lastPressed.song >= 0 ? message.querySelectorAll("li")[lastPressed.song] : message;
    const groups = part?.querySelectorAll(lastPressed.isPlay ? ".song" : ".buttons") ?? [];
    const buttons = groups.length ? [...groups[groups.length - 1].querySelectorAll("button")] : [];
    (buttons[Math.min(lastPressed.index, buttons.length - 1)] ?? message).focus({ preventScroll: true });
  };

  const glow = () => {
    const moods = document.querySelectorAll(".message[data-mood]");
    const mood = moods.length ? moods[moods.length - 1].dataset.mood : "";
    if (document.documentElement.dataset.mood !== mood) document.documentElement.dataset.mood = mood;
  };

  const watch = (box) => {
    let known = 0;
    const log = box.querySelector(".log");
    new MutationObserver(() => {
      const count = log.querySelectorAll(".message").length;
      const isNew = count > known;
      known = count;
      if (isNew) for (const one of box.querySelectorAll(".pressed")) one.classList.remove("pressed");
      glow();
      restoreFocus();
      if (isNew && log.lastElementChild?.classList.contains("own")) stickToEnd = true;
      if (isNew && stickToEnd) requestAnimationFrame(() => scrollToEnd());
      else if (isNew) $("#newest").hidden = false;
    }).observe(box, { childList: true, subtree: true });
    // Pictures arrive after the words.
    new ResizeObserver(() => stickToEnd && scrollToEnd()).observe(log);
    let top = 0;
    box.addEventListener("scroll", () => {
      // Only a person scrolls up; what grows below was not left behind on purpose.
      if (box.scrollTop < top - 2) stickToEnd = false;
      if (isAtEnd(box)) stickToEnd = true;
      if (stickToEnd) $("#newest").hidden = true;
      top = box.scrollTop;
    });
    known = log.querySelectorAll(".message").length;
    glow();
    scrollToEnd();
  };

  const start = new MutationObserver(() => {
    const box = $("#scroll");
    if (!box?.querySelector(".log") || !$("#composer")) return;
    start.disconnect();
    watch(box);
    if (window.matchMedia("(hover: hover)").matches) $("#words").focus({ preventScroll: true });
  });
  start.observe(document.documentElement, { childList: true, subtree: true });

  // ── What the server asks for ──────────────────────────────────────────────────────────────
  window.moodring = {
    toast(text) {
      const toast = Object.assign(document.createElement("p"), { textContent: text });
      $("#toasts").append(toast);
      setTimeout(() => toast.classList.add("gone"), 4200);
      setTimeout(() => toast.remove(), 4600);
    },
    renew: () => fetch("/session", { method: "POST" }),
    reload: () => location.reload(),
  };

  customElements.define("moodring-photo", MoodringPhoto);
  customElements.define("moodring-player", MoodringPlayer);
})();
