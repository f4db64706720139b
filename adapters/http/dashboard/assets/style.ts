/** The style of all pages: light and dark as the reader's system is, tables that turn into cards where it is narrow. */
export const style: string = `
:root {
  color-scheme: light dark;
  --ground: #f5f6f8; --surface: #ffffff; --sunk: #eef0f4; --line: #d9dee6;
  --text: #1b2330; --muted: #586274; --link: #1f4fbf; --main: #1f4fbf; --on-main: #ffffff;
  --good: #176b43; --good-ground: #e0f2e8; --warn: #7d5200; --warn-ground: #fbeecb;
  --bad: #a81e17; --bad-ground: #fbe3e1; --mark: #fff0b3;
  --shade-1: #1f4fbf; --shade-2: #b5541c;
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #11151c; --surface: #1a202a; --sunk: #222a36; --line: #343e4d;
    --text: #e6eaf0; --muted: #a3aec0; --link: #8fb4ff; --main: #3d6fe0; --on-main: #ffffff;
    --good: #7fd6a8; --good-ground: #173427; --warn: #f0c468; --warn-ground: #3a2f14;
    --bad: #ff9d94; --bad-ground: #43201e; --mark: #4d4312;
    --shade-1: #8fb4ff; --shade-2: #f0a06a;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--ground); color: var(--text); font: 14px/1.45 system-ui, -apple-system, "Segoe UI", "Liberation Sans", sans-serif; }
a { color: var(--link); text-underline-offset: 2px; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 3px; }
.skip { position: absolute; left: -999px; }
.skip:focus { left: 8px; top: 8px; background: var(--surface); padding: 6px 10px; z-index: 2; }
.muted, .empty { color: var(--muted); }
.mono, code { font-family: var(--mono); font-size: 13px; overflow-wrap: anywhere; }
h1 .mono, h2 .mono { font-size: .92em; }
h1 { font-size: 20px; margin: 0 0 12px; line-height: 1.25; overflow-wrap: anywhere; }
h2 { font-size: 15px; margin: 0 0 10px; }
h3 { font-size: 13px; margin: 12px 0 6px; color: var(--muted); font-weight: 600; }
p { margin: 0 0 10px; }

header { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 20px; padding: 8px 20px; background: var(--surface); border-bottom: 1px solid var(--line); }
.brand strong { font-size: 15px; }
nav { display: flex; flex-wrap: wrap; gap: 2px; flex: 1 1 auto; }
nav a { padding: 6px 10px; border-radius: 6px; color: var(--text); text-decoration: none; }
nav a:hover { background: var(--sunk); }
nav a[aria-current] { background: var(--sunk); font-weight: 600; box-shadow: inset 0 -2px 0 var(--main); border-radius: 6px 6px 0 0; }
.session { display: flex; align-items: center; gap: 10px; color: var(--muted); font-size: 13px; }
#connection::before { content: ""; display: inline-block; width: 8px; height: 8px; border-radius: 50%; margin-right: 6px; background: var(--muted); }
#connection.on::before { background: var(--good); }
#connection.off::before { background: var(--bad); }
#connection.off { color: var(--bad); font-weight: 600; }

main { max-width: 1240px; margin: 0 auto; padding: 20px; }
.panel { background: var(--surface); border: 1px solid var(--line); border-radius: 8px; padding: 14px 16px; margin: 0 0 16px; min-width: 0; }
.grid { display: grid; gap: 16px; grid-template-columns: repeat(auto-fit, minmax(min(100%, 250px), 1fr)); margin-bottom: 16px; }
.grid > .panel { margin: 0; }
.halves { display: grid; gap: 16px; grid-template-columns: minmax(0, 5fr) minmax(0, 7fr); align-items: start; }
.bar { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; margin: 0 0 14px; }
.bar.end { justify-content: space-between; }
.bar.low { align-items: end; }
.bar h1, .bar h2, .bar .bar { margin: 0; }
.panel > :last-child { margin-bottom: 0; }
.back { margin-top: 14px; }
.outcome { padding: 10px 14px; border-radius: 8px; border: 1px solid; overflow-wrap: anywhere; white-space: pre-line; }
.outcome.good { background: var(--good-ground); color: var(--good); }
.outcome.bad, .note { background: var(--bad-ground); color: var(--bad); }
.note { padding: 8px 14px; border-radius: 8px; margin: 0 0 10px; overflow-wrap: anywhere; }
.note.warn { background: var(--warn-ground); color: var(--warn); }

table { width: 100%; border-collapse: collapse; }
th { text-align: left; font-size: 12px; font-weight: 600; color: var(--muted); padding: 4px 10px 6px; border-bottom: 1px solid var(--line); white-space: nowrap; }
td { padding: 7px 10px; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
tbody tr:last-child td { border-bottom: 0; }
tbody tr:hover td { background: var(--sunk); }
th.number, td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.actions { text-align: right; white-space: nowrap; padding-top: 4px; padding-bottom: 4px; }
td.actions button { padding: 3px 10px; }
td.name { white-space: nowrap; }
th.actions { text-align: right; }
td time, td .nowrap { white-space: nowrap; }
.badge { display: inline-block; padding: 1px 8px; border-radius: 10px; font-size: 12px; background: var(--sunk); color: var(--text); white-space: nowrap; }
.badge.good { background: var(--good-ground); color: var(--good); }
.badge.warn { background: var(--warn-ground); color: var(--warn); }
.badge.bad { background: var(--bad-ground); color: var(--bad); }

form.act { display: inline-block; margin: 0 0 0 6px; }
.bar form.act { margin: 0; }
form.wide { margin: 0; display: grid; gap: 12px; max-width: 620px; justify-items: start; }
button, .button { font: inherit; font-size: 13px; padding: 5px 12px; border-radius: 6px; border: 1px solid var(--line); background: var(--surface); color: var(--text); cursor: pointer; text-decoration: none; display: inline-block; line-height: 1.4; white-space: nowrap; }
button:hover, .button:hover { background: var(--sunk); }
button.main { background: var(--main); border-color: var(--main); color: var(--on-main); }
button.danger, .button.danger { color: var(--bad); border-color: var(--bad); }
input, select, textarea { font: inherit; padding: 6px 8px; border-radius: 6px; border: 1px solid var(--line); background: var(--surface); color: var(--text); max-width: 100%; }
input[type="checkbox"], input[type="radio"] { margin: 0 6px 0 0; }
label { display: block; }
label.field { display: grid; gap: 3px; color: var(--muted); font-size: 13px; }
label.field input, label.field select, label.field textarea { color: var(--text); font-size: 14px; }
textarea { width: 100%; min-height: 90px; font-family: var(--mono); font-size: 13px; }
fieldset { border: 1px solid var(--line); border-radius: 8px; padding: 10px 14px; margin: 0; width: 100%; display: grid; gap: 8px; }
legend { padding: 0 6px; color: var(--muted); }
`;
