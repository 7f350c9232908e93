"""The look of a transcript, light and dark."""

_LIGHT = """
--chat: linear-gradient(160deg, #cfe3d4 0%, #dbe6c9 45%, #c5dcd9 100%);
--bar: #ffffff; --line: #e3e8ea; --text: #10181d; --faint: #7b8b95; --link: #1583c9;
--in: #ffffff; --out: #e7fed6; --out-faint: #5fa34a; --accent: #3a95d5;
--button: rgba(74, 104, 88, .42); --button-text: #ffffff; --note: rgba(74, 104, 88, .42);
--code: #f1f4f6; --shadow: 0 1px 2px rgba(40, 60, 50, .18);
"""
_DARK = """
--chat: linear-gradient(160deg, #0e1621 0%, #121d2a 55%, #0c1a24 100%);
--bar: #17212b; --line: #0d141b; --text: #f2f5f7; --faint: #7d909f; --link: #6cb8f5;
--in: #1a2836; --out: #2b5378; --out-faint: #8fb9dd; --accent: #5aa9e6;
--button: rgba(58, 84, 108, .62); --button-text: #f2f5f7; --note: rgba(58, 84, 108, .55);
--code: #101a24; --shadow: 0 1px 2px rgba(0, 0, 0, .35);
"""
# Emoji come from a colour font even where a text font draws them too, but never plain digits.
_RULES = """
@font-face { font-family: Emoji; src: local("Noto Color Emoji"), local("Apple Color Emoji"),
  local("Segoe UI Emoji"); unicode-range: U+1F000-1FAFF, U+2600-27BF, U+2B00-2BFF, U+200D, U+FE0F; }
* { box-sizing: border-box; margin: 0; }
body { width: WIDTHpx; min-height: 100vh; background: var(--chat); color: var(--text);
  font: 15px/1.38 Emoji, Inter, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; }
header { display: flex; align-items: center; gap: 12px; padding: 9px 14px; background: var(--bar);
  border-bottom: 1px solid var(--line); }
header i { flex: none; width: 40px; height: 40px; border-radius: 50%; display: grid;
  place-items: center; color: #fff; font: 600 17px/1 inherit; font-style: normal;
  background: linear-gradient(140deg, #8d7bf0, #e2699b); }
header b { display: block; font-weight: 600; } header small { color: var(--faint); }
main { padding: 14px 10px 18px; display: flex; flex-direction: column; gap: 8px; }
.message { max-width: min(86%, 460px); align-self: flex-start; }
.message.own { align-self: flex-end; }
.message.gone { opacity: .5; } .message.gone .words { text-decoration: line-through; }
.message.shown { width: min(86%, 460px); }
.bubble { background: var(--in); border-radius: 16px 16px 16px 5px; overflow: hidden;
  box-shadow: var(--shadow); }
.own .bubble { background: var(--out); border-radius: 16px 16px 5px 16px; }
.who { padding: 7px 12px 0; font-weight: 600; color: var(--accent); font-size: 14px; }
.words { padding: 7px 12px 2px; white-space: pre-wrap; overflow-wrap: anywhere; }
.words a { color: var(--link); } .words code, .words pre { font: 13px/1.4 "DejaVu Sans Mono",
  monospace; background: var(--code); border-radius: 4px; padding: 1px 4px; }
.words pre { padding: 8px; white-space: pre-wrap; }
.words blockquote { border-left: 3px solid var(--accent); padding: 2px 9px; margin: 3px 0;
  background: color-mix(in srgb, var(--accent) 12%, transparent); border-radius: 4px; }
.spoiler { background: var(--faint); color: transparent; border-radius: 3px; }
.foot { padding: 0 11px 6px; text-align: right; font-size: 12px; line-height: 1.2;
  color: var(--faint); }
.own .foot { color: var(--out-faint); }
.photos { display: grid; gap: 2px; } .photos.many { grid-template-columns: 1fr 1fr; }
.photos img { display: block; width: 100%; height: 100%; object-fit: cover; }
.photos:not(.many) img { max-height: 520px; }
.photos.many img { aspect-ratio: 1; }
.photos.many img:last-child:nth-child(odd) { grid-column: 1 / -1; aspect-ratio: 2;  }
.photos + .foot { padding-top: 6px; }
.card { display: flex; gap: 11px; align-items: center; padding: 9px 12px 4px; }
.card .cover { flex: none; width: 48px; height: 48px; border-radius: 10px; overflow: hidden;
  display: grid; place-items: center; background: var(--accent); color: #fff; font-size: 19px;
  position: relative; }
.card .cover.round { border-radius: 50%; }
.card .cover img { width: 100%; height: 100%; object-fit: cover; }
.card .cover span { position: absolute; inset: 0; display: grid; place-items: center;
  text-shadow: 0 1px 4px rgba(0, 0, 0, .7); }
.card b { display: block; font-weight: 600; overflow-wrap: anywhere; }
.card small { color: var(--faint); }
.quote { margin: 7px 10px 5px; padding: 2px 9px; border-left: 3px solid var(--accent);
  border-radius: 4px; font-size: 13.5px; white-space: nowrap; overflow: hidden;
  text-overflow: ellipsis; background: color-mix(in srgb, var(--accent) 12%, transparent); }
.quote b { color: var(--accent); display: block; font-weight: 600; }
.keys { display: grid; gap: 4px; margin-top: 4px; }
.keys div { display: grid; grid-auto-flow: column; grid-auto-columns: minmax(0, 1fr); gap: 4px; }
.keys span { background: var(--button); color: var(--button-text); border-radius: 9px;
  padding: 8px 5px; text-align: center; font-weight: 500; font-size: 14px; position: relative;
  overflow-wrap: anywhere; }
.keys .web::after { content: "\\2197"; position: absolute; top: 1px; right: 5px; font-size: 10px; }
.reactions { padding: 0 11px 7px; } .reactions span { padding: 2px 8px; border-radius: 11px;
  background: color-mix(in srgb, var(--accent) 22%, transparent); }
.note { align-self: center; background: var(--note); color: #fff; border-radius: 12px;
  padding: 3px 11px; font-size: 13px; text-align: center; }
.former { margin: 4px 4px 0; padding: 5px 10px; border: 1px dashed var(--faint);
  border-radius: 9px; font-size: 12.5px; color: var(--faint); white-space: pre-wrap;
  overflow-wrap: anywhere; }
"""


def style_sheet(width_px: int, *, dark: bool) -> str:
    """Return the CSS for a chat of this width."""
    return f":root {{{_DARK if dark else _LIGHT}}}{_RULES.replace('WIDTH', str(width_px))}"
