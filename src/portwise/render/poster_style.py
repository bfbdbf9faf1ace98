"""How the page of `portwise.render.poster` looks: light and dark, on a telephone and on a wall."""

from __future__ import annotations

# The way is a row of stations on a wide screen and a column on a narrow one; the line between two of them has the
# colour of the first, and ends where the way does.
STYLE = """
:root {
  color-scheme: light dark;
  --paper: #fbfaf8; --card: #ffffff; --ink: #1d2025; --dim: #62676f; --line: #dedcd6;
  --red: #b3261e; --red-soft: #fbe9e7; --green: #24724a; --green-soft: #e6f3ec;
  --yellow: #855b00; --yellow-soft: #fbf1d9; --code: #f1efea;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14161a; --card: #1c1f25; --ink: #e7e5e0; --dim: #a2a6ae; --line: #33373f;
    --red: #ff8a80; --red-soft: #3a1d1b; --green: #7fd1a3; --green-soft: #16301f;
    --yellow: #f0c35e; --yellow-soft: #332a12; --code: #252930;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.55 system-ui, "Segoe UI", Roboto, sans-serif; }
main { max-width: 1180px; margin: 0 auto; padding: 40px 24px 56px; }
h1 { font-size: clamp(22px, 3.4vw, 34px); line-height: 1.22; margin: 0; letter-spacing: -.01em; text-wrap: balance; }
h2 { font-size: 19px; margin: 44px 0 14px; }
h3 { font-size: 16px; line-height: 1.4; margin: 0 0 8px; }
h1, h2, h3, p, li, small, footer { overflow-wrap: anywhere; }
small, .under, .asks, footer { color: var(--dim); font-size: 14px; font-weight: 400; }
code { font: .88em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; background: var(--code);
  padding: .1em .35em; border-radius: 4px; overflow-wrap: anywhere; }
pre { margin: 8px 0; padding: 10px 12px; background: var(--code); border-radius: 8px; white-space: pre-wrap; }
pre code { padding: 0; background: none; }
code.source { color: var(--dim); }
ul, ol.steps { margin: 8px 0 0; padding-left: 22px; }
li { margin: 5px 0; }
s { text-decoration-color: var(--dim); color: var(--dim); }
header { display: grid; grid-template-columns: auto 1fr; column-gap: 18px; align-items: start; }
.mark { grid-row: span 2; margin: 0; width: 52px; height: 52px; border-radius: 50%; display: grid; place-items: center;
  font-size: 26px; font-weight: 700; }
.under { margin: 10px 0 0; }
.broken { --tone: var(--red); --soft: var(--red-soft); }
.clear { --tone: var(--green); --soft: var(--green-soft); }
.unknown { --tone: var(--yellow); --soft: var(--yellow-soft); }
.beyond { --tone: var(--dim); --soft: var(--code); }
.mark, .sign { background: var(--soft); color: var(--tone); }
.way { list-style: none; margin: 40px 0 8px; padding: 0; display: flex; }
.way li { flex: 1 1 0; min-width: 0; margin: 0; position: relative; display: flex; flex-direction: column;
  align-items: center; text-align: center; }
.way .sign { width: 44px; height: 44px; border-radius: 50%; border: 2px solid var(--tone); display: grid;
  place-items: center; font-weight: 700; font-size: 18px; z-index: 1; }
.way .hop { margin-top: 8px; font-weight: 600; }
.way .state { font-size: 13px; color: var(--tone); }
.way li::after { content: ""; position: absolute; top: 21px; left: calc(50% + 22px); right: calc(-50% + 22px);
  border-top: 2px solid var(--tone); }
.way li.broken::after, .way li.beyond::after, .way li.unknown::after { border-top-style: dashed; }
.way li.broken::after { border-top-color: var(--dim); }
.way li:last-child::after { content: none; }
.way li.broken .sign { background: var(--tone); color: var(--card); box-shadow: 0 0 0 6px var(--soft); }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 340px), 1fr)); gap: 14px; }
.card, .finding { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 16px 18px; }
.card.broken { border-color: var(--tone); }
.card .sign { display: inline-grid; place-items: center; width: 24px; height: 24px; border-radius: 50%;
  font-size: 13px; }
.card small { color: var(--tone); margin-left: 4px; }
.card ul { font-size: 15px; }
.asks { margin: 0; }
.finding { margin-bottom: 14px; }
.finding h3 small { display: block; margin-top: 2px; }
.steps > li { margin-top: 12px; }
.check { display: block; }
.rows { display: grid; gap: 8px; }
.row { display: grid; grid-template-columns: minmax(150px, auto) 110px 1fr auto; gap: 4px 18px; align-items: baseline;
  padding: 10px 14px; background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--tone);
  border-radius: 8px; }
.row b { color: var(--tone); }
.row code { background: none; padding: 0; }
footer { margin-top: 48px; padding-top: 16px; border-top: 1px solid var(--line); }
@media (max-width: 760px) {
  main { padding: 22px 16px 40px; }
  header { column-gap: 12px; }
  .mark { width: 38px; height: 38px; font-size: 20px; grid-row: auto; }
  .under { grid-column: 1 / -1; }
  .way { flex-direction: column; margin: 28px 0 0; }
  .way li { flex-direction: row; gap: 12px; text-align: left; padding-bottom: 22px; }
  .way .sign { width: 34px; height: 34px; font-size: 15px; flex: none; }
  .way .hop { margin: 0; }
  .way .state { margin-left: auto; }
  .way li::after { top: 34px; bottom: 0; left: 16px; right: auto; border-top: 0; border-left: 2px solid var(--tone); }
  .way li.broken::after, .way li.beyond::after, .way li.unknown::after { border-left-style: dashed; }
  .way li.broken::after { border-left-color: var(--dim); }
  .row { grid-template-columns: 1fr auto; }
  .row span, .row small { grid-column: 1 / -1; }
}
@media print { .card, .finding, .row { break-inside: avoid; } }
"""
