"""How the HTML report looks: light and dark by the reader's setting, ink on paper in print, no font from outside."""

STYLE = """\
:root { color-scheme: light dark; --ink: #1b1d21; --soft: #565c66; --paper: #fff; --rule: #d5d8dd; --tint: #f4f5f7;
  --accent: #1f5fa8; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8eaed; --soft: #a9b0ba; --paper: #16181c; --rule: #3a3f47; --tint: #1f2227; --accent: #7db4f2; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 68rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.2rem; margin: 2.5rem 0 .25rem; border-top: 1px solid var(--rule); padding-top: 1rem; }
h3 { font-size: 1rem; margin: 1.5rem 0 .25rem; }
p { max-width: 44rem; margin: .35rem 0; }
.soft, caption, figcaption { color: var(--soft); }
.notes { max-width: 44rem; padding-left: 1.2rem; }
.grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 21rem), 1fr)); gap: 1rem 2rem; }
figure { margin: .5rem 0; max-width: 30rem; }
figcaption { font-size: .875rem; }
svg { display: block; width: 100%; height: auto; }
svg text { font-size: 12px; fill: var(--ink); font-variant-numeric: tabular-nums; }
svg .small { font-size: 11px; } svg .tiny { font-size: 8px; } svg .strong { font-weight: 600; }
.axis { stroke: var(--rule); } .limit { stroke: var(--soft); stroke-dasharray: 3 3; }
.interval { stroke: var(--ink); stroke-width: 1.5; } .point { fill: var(--accent); }
.open { fill: var(--paper); stroke: var(--ink); stroke-width: 1.5; } .cell { fill: var(--accent); }
.bar { fill: var(--accent); stroke: var(--accent); fill-opacity: .55; }
.scroll { overflow-x: auto; margin: .5rem 0 1rem; }
table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding-bottom: .25rem; }
th, td { text-align: left; vertical-align: top; padding: .2rem .9rem .2rem 0; border-bottom: 1px solid var(--rule); }
thead th { border-bottom: 2px solid var(--soft); white-space: nowrap; }
td.on { border-bottom-color: transparent; } td.again { color: transparent; }
.n { text-align: right; white-space: nowrap; } .i { white-space: nowrap; }
.w { min-width: 10rem; max-width: 30rem; overflow-wrap: anywhere; }
a { color: var(--accent); } a:focus-visible, .scroll:focus-visible { outline: 2px solid var(--accent); }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1rem; padding: 0; margin: 1rem 0 0; }
@page { margin: 16mm 14mm; }
@media print {
  :root { color-scheme: light; --ink: #000; --soft: #444; --paper: #fff; --rule: #bbb; --accent: #1f5fa8; }
  body { padding: 0; max-width: none; font-size: 10pt; } nav { display: none; }
  .scroll { overflow: visible; } table { font-size: 8pt; } th, td { padding-right: .5rem; }
  thead th { white-space: normal; } td:not(.w) { white-space: nowrap; } section > .soft { break-after: avoid; }
  td.again { color: var(--soft); }
  .w { min-width: 0; } .grid { grid-template-columns: 1fr 1fr; }
  thead { display: table-header-group; } tr, figure { break-inside: avoid; } h2, h3, caption { break-after: avoid; }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; } }
"""
