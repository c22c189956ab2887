import type { Availability, ConnectionAvailability, TunnelAvailability } from 'alicloud-vpn-monitor';

type Item = ConnectionAvailability | TunnelAvailability;

/** Markup. Whatever else a template takes is text, and is escaped. */
class Html {
  readonly markup: string;
  constructor(markup: string) {
    this.markup = markup;
  }
}

function html(
  parts: TemplateStringsArray,
  ...values: readonly (string | number | Html | readonly Html[])[]
): Html {
  const markups = values.map((value) => {
    if (typeof value === 'object')
      return [value]
        .flat()
        .map(({ markup }) => markup)
        .join('');
    return String(value).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
  });
  return new Html(String.raw({ raw: parts }, ...markups));
}

// Each state has a shade, a height and a pattern: one can tell them apart without seeing colours, and on paper.
const style = new Html(`
:root { color-scheme: light dark; --page: #fff; --text: #1b1f24; --faint: #59636e; --line: #d1d9e0; --up: #3f9c7d; --degraded: #b97a00; --down: #a3230a; --unknown: #6e7781 }
@media (prefers-color-scheme: dark) {
  :root { --page: #0d1117; --text: #e6edf3; --faint: #9198a1; --line: #3d444d; --up: #2c7d63; --degraded: #f0b02e; --down: #ff7a59; --unknown: #848d97 }
}
body { margin: 2rem auto; max-width: 60rem; padding: 0 1rem; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, sans-serif }
h2 { margin: 2.5rem 0 .5rem; font-size: 1.2rem; overflow-wrap: anywhere }
h2 small, .note, .axis, caption { color: var(--faint); font-size: .8rem; font-weight: normal }
.legend { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem }
.row, .axis { display: grid; grid-template-columns: 14rem 1fr 5.5rem; gap: .75rem; align-items: end; margin-bottom: .3rem }
.row > :first-child { overflow-wrap: anywhere; font-size: .85rem; line-height: 1.25 }
.row > :last-child { text-align: right; font-variant-numeric: tabular-nums }
.axis div { position: relative; height: 1.6em }
.axis span { position: absolute; border-left: 1px solid var(--line); padding-left: .25rem; white-space: nowrap }
.bar { display: block; overflow: visible; width: 100%; height: 30px; margin: 2px 0 }
.key { width: 30px; height: 22px; margin-right: .4rem; vertical-align: bottom }
rect { y: 40%; height: 60%; fill: var(--up) }
.degraded { y: 20%; height: 80%; fill: url(#degraded) }
.down { y: 0; height: 100%; fill: url(#down) }
.unknown { y: 80%; height: 20%; fill: url(#unknown) }
.bar .degraded { stroke: var(--degraded); stroke-width: 2px }
.bar .down { stroke: var(--down); stroke-width: 2px }
table { margin-top: .75rem; width: 100%; border-collapse: collapse; font-size: .85rem }
caption { text-align: left }
th, td { padding: .2rem .75rem .2rem 0; border-top: 1px solid var(--line); text-align: left; vertical-align: top }
@media (max-width: 40rem) {
  .row, .axis { grid-template-columns: 1fr 5.5rem }
  .row > :first-child { grid-column: 1 / -1; margin-bottom: -.75rem }
  .axis > :first-child { display: none }
  tbody th { overflow-wrap: anywhere; min-width: 6rem }
}
@media print { body { margin: 0; max-width: none } section { break-inside: avoid } }`);

function pattern(id: string, lines: string): Html {
  return html`<pattern id="${id}" width="6" height="6" patternUnits="userSpaceOnUse">
<path fill="var(--${id})" d="M0 0h6v6H0z"/><path fill="none" stroke="var(--page)" d="${lines}"/></pattern>`;
}
const patterns = [
  pattern('down', 'M-1 1l2-2M0 6l6-6M5 7l2-2'),
  pattern('degraded', 'M0 3h6'),
  pattern('unknown', 'M3 0v6'),
];
const words = {
  up: 'up',
  degraded: 'degraded: some tunnels are up',
  down: 'down',
  unknown: 'unknown: no data',
};

function lasted(ms: number): string {
  if (ms < 60_000) return `${Math.round(ms / 1_000)} s`;
  const minutes = Math.round(ms / 60_000);
  return [
    minutes < 60 ? '' : `${Math.floor(minutes / 60)} h`,
    minutes % 60 === 0 ? '' : `${minutes % 60} min`,
  ]
    .filter(Boolean)
    .join(' ');
}

// Rounded down, so that 100 % means 100 %.
const percent = (ratio: number | undefined): string =>
  ratio === undefined ? 'unknown' : `${(Math.floor(ratio * 1e5) / 1e3).toFixed(3)} %`;
const labelOf = ({ resource }: Item): string => resource.tunnelId ?? 'Connection';

/** A page that needs nothing else: no script, no other file. `offset` is that of the zone whose times it shows, such as `+08:00`. */
export function reportPage(
  { tunnels, connections, from, to }: Availability,
  { title, offset }: { readonly title: string; readonly offset: string },
): string {
  const zone = Date.parse('1970-01-01T00:00:00Z') - Date.parse(`1970-01-01T00:00:00${offset}`);
  if (Number.isNaN(zone)) throw new RangeError(`offset ${offset} must be like +08:00`);
  const time = (ms: number): string => new Date(ms + zone).toISOString().slice(0, 19).replace('T', ' ');
  const share = (ms: number): string => `${(ms / (to - from)) * 100}%`;

  // At most nine ticks, at full hours or midnights of the zone.
  const step =
    [1, 2, 3, 6, 12, 24, 48, 168, 336]
      .map((hours) => hours * 3_600_000)
      .find((ms) => (to - from) / ms <= 9) ?? to - from;
  const firstTick = step > 86_400_000 ? from : Math.ceil((from + zone) / step) * step - zone;
  const ticks = Array.from(
    { length: Math.ceil((to - firstTick) / step) },
    (_, index) => firstTick + index * step,
  );
  const marks = ticks.map(
    (at) =>
      html`<span style="left:${share(at - from)}">${step < 86_400_000 ? time(at).slice(11, 16) : time(at).slice(5, 10)}</span>`,
  );
  const axis = html`<div class="axis" aria-hidden="true"><i></i><div>${marks}</div></div>`;

  function bar(item: Item): Html {
    const { resource, spans, outages, ratio, downMs, degradedMs, unknownMs } = item;
    const figures = `outages: ${outages.length}; down: ${lasted(downMs)}; degraded: ${lasted(degradedMs)}; unknown: ${lasted(unknownMs)}`;
    const text = `${resource.tunnelId ?? resource.connectionName ?? resource.connectionId}: availability ${percent(ratio)}; ${figures}`;
    const drawn = [...spans].sort((a, b) => Number(a.state !== 'up') - Number(b.state !== 'up')); // what is rare on top
    const parts = drawn.map((span) => {
      const what = `${span.state}, ${time(span.from)} to ${time(span.to)} (${lasted(span.to - span.from)})`;
      return html`<rect class="${span.state}" x="${share(span.from - from)}" width="${share(span.to - span.from)}"><title>${what}</title></rect>`;
    });
    const note = unknownMs > 0 ? html`<br><span class="note">unknown for ${lasted(unknownMs)}</span>` : '';
    return html`<div class="row"><span>${labelOf(item)}${note}</span><svg class="bar" role="img" aria-label="${text}">${parts}</svg><span>${percent(ratio)}</span></div>\n`;
  }

  function outageTable(items: readonly Item[]): Html {
    const outages = items
      .flatMap((item) => item.outages.map((outage) => ({ label: labelOf(item), ...outage })))
      .sort((a, b) => a.from - b.from);
    if (outages.length === 0) return html`<p class="note">No outage is known.</p>`;
    const rows = outages.map(({ label, from, to, durationMs, phase, startedBefore, endedUnknown }) => {
      const edges = [
        startedBefore && 'began before this report',
        endedUnknown && 'nothing is known afterwards',
        to === undefined && 'not over at the end of this report',
      ];
      const remarks = [phase, ...edges].filter(Boolean).join(', ');
      return html`<tr><th scope="row">${label}</th><td>${time(from)}</td><td>${to === undefined ? '' : time(to)}</td><td>${lasted(durationMs)}</td><td>${remarks}</td></tr>\n`;
    });
    const head = ['What', 'From', 'To', 'Lasted', 'Remarks'].map(
      (column) => html`<th scope="col">${column}</th>`,
    );
    return html`<table><caption>Outages</caption><thead><tr>${head}</tr></thead><tbody>\n${rows}</tbody></table>`;
  }

  function section(connectionId: string): Html {
    const connection = connections.get(connectionId);
    const own = [...tunnels.values()].filter(
      ({ resource }) => resource.connectionId === connectionId && resource.tunnelId !== undefined,
    );
    // A single-tunnel connection is also the tunnel of its id, which knows the phase that failed.
    const items = [tunnels.get(connectionId) ?? connection, ...own].filter((item) => item !== undefined);
    const {
      connectionName = connectionId,
      gatewayName,
      gatewayId,
      transitRouterId,
    } = items[0]?.resource ?? {};
    const place = [
      connectionName === connectionId ? '' : connectionId,
      gatewayName ?? gatewayId ?? transitRouterId ?? '',
    ]
      .filter(Boolean)
      .join(' on ');
    return html`<section><h2>${connectionName} <small>${place}</small></h2>${items.map(bar)}${axis}${outageTable(items)}</section>`;
  }

  const byRatio = [...connections.values(), ...tunnels.values()].sort(
    (a, b) => (a.ratio ?? 1) - (b.ratio ?? 1),
  );
  const ids = new Set(byRatio.map(({ resource }) => resource.connectionId));
  const legend = Object.entries(words).map(
    ([state, word]) =>
      html`<span><svg class="key" aria-hidden="true"><rect class="${state}" width="100%"></rect></svg>${word}</span>`,
  );
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><style>${style}</style></head>
<body><svg width="0" height="0" style="position:absolute" aria-hidden="true">${patterns}</svg>
<h1>${title}</h1><p>${time(from)} to ${time(to)}, UTC${offset}. Availability is the time up, out of the time that is known. A degraded connection still carries traffic.
The worst come first. Rest the pointer on a bar to read its times.</p>
<p class="legend">${legend}</p>
${[...ids].map(section)}</body></html>\n`.markup;
}
