// SPDX-License-Identifier: Apache-2.0

/// How a report looks: after the sun, and after dark; on a screen, on a phone, on paper.
///
/// The colours of states are told apart by those who see no red or no green, too: they differ in lightness, and what
/// means well is blue.
enum ReportStyle {
    static let sheet: Markup = """
        :root {
          color-scheme: light dark;
          --page: #fbfbfa; --card: #ffffff; --ink: #1c2126; --soft: #5b6670; --faint: #8a949d; --line: #e4e7e9;
          --succeeded: #3d7fb8; --retried: #e2a52d; --failed: #b8391f; --revoked: #9a78bd; --rejected: #767f88;
          --received: #1c2126; --range: #a9c9e3; --load: #c6dcec; --gap: #f0d9a8; --gap-line: #c08a1c;
          --notice: #fdf4de; --bar: #edf1f4;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --page: #14171a; --card: #1b1f23; --ink: #e4e8eb; --soft: #a1abb4; --faint: #76818b; --line: #2d333a;
            --succeeded: #5b9fd6; --retried: #e9b949; --failed: #e8664a; --revoked: #b79ad6; --rejected: #8d979f;
            --received: #e4e8eb; --range: #2f5472; --load: #274258; --gap: #4a3c1c; --gap-line: #d6a33c;
            --notice: #332b18; --bar: #262c32;
          }
        }
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; }
        body {
          margin: 0; background: var(--page); color: var(--ink);
          font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif;
          font-variant-numeric: tabular-nums;
        }
        main { max-width: 1040px; margin: 0 auto; padding: 40px 20px 64px; }
        header { margin-bottom: 28px; }
        .kicker {
          margin: 0; color: var(--soft); font-size: 12px; font-weight: 600; letter-spacing: .08em;
          text-transform: uppercase;
        }
        h1 { margin: 2px 0 4px; font-size: 32px; line-height: 1.2; font-weight: 650; letter-spacing: -.015em; }
        h2 { margin: 0 0 2px; font-size: 18px; line-height: 1.35; font-weight: 620; letter-spacing: -.005em; }
        p { margin: 0 0 10px; }
        h1, td, .name { overflow-wrap: anywhere; }
        .lead, .note { color: var(--soft); }
        .note { font-size: 13.5px; max-width: 92ch; }
        .tiles {
          display: grid; grid-template-columns: repeat(4, 1fr); gap: 1px; margin: 0 0 20px;
          background: var(--card); border: 1px solid var(--line); border-radius: 10px; overflow: hidden;
        }
        .tiles > div { padding: 13px 16px 11px; box-shadow: 0 0 0 1px var(--line); }
        .tiles dt { color: var(--soft); font-size: 13px; }
        .tiles dd { margin: 0; font-size: 24px; line-height: 1.25; font-weight: 620; letter-spacing: -.01em; }
        .tiles .more { display: block; color: var(--soft); font-size: 13px; font-weight: 400; letter-spacing: 0; }
        section {
          margin: 0 0 20px; padding: 20px 22px 16px; background: var(--card); border: 1px solid var(--line);
          border-radius: 10px;
        }
        a { color: inherit; text-underline-offset: 3px; }
        section.notice { background: var(--notice); border-color: var(--gap-line); padding: 14px 22px 6px; }
        svg { display: block; width: 100%; height: auto; margin: 8px 0 4px; overflow: visible; }
        svg.narrow { display: none; }
        @media (max-width: 700px) {
          main { padding: 24px 12px 40px; }
          section { padding: 16px 14px 12px; }
          h1 { font-size: 26px; }
          .tiles { grid-template-columns: repeat(2, 1fr); }
          svg.wide { display: none; }
          svg.narrow { display: block; }
        }
        svg text { font-size: 12px; fill: var(--soft); unicode-bidi: isolate; }
        svg text.name { fill: var(--ink); font-size: 13px; }
        svg text.value { fill: var(--soft); }
        .grid { stroke: var(--line); stroke-width: 1; }
        .axis { stroke: var(--faint); stroke-width: 1; }
        .touch { fill: transparent; }
        g:hover > .touch { fill: var(--ink); fill-opacity: .06; }
        .succeeded { fill: var(--succeeded); } .retried { fill: var(--retried); } .failed { fill: var(--failed); }
        .revoked { fill: var(--revoked); } .rejected { fill: var(--rejected); } .waiting { fill: var(--bar); }
        .received { fill: none; stroke: var(--received); stroke-width: 1.25; stroke-opacity: .8; }
        .gap { fill: var(--gap); fill-opacity: .55; stroke: var(--gap-line); stroke-width: .75; stroke-dasharray: 3 3; }
        .range { stroke: var(--range); stroke-width: 2; }
        .range95 { fill: var(--range); }
        .range99 { stroke: var(--succeeded); stroke-width: 2; }
        .median { fill: var(--succeeded); stroke: var(--card); stroke-width: 1.5; }
        .longest { fill: var(--card); stroke: var(--succeeded); stroke-width: 1.5; }
        .load { fill: var(--load); }
        .alive { fill: var(--succeeded); }
        .away { stroke: var(--line); stroke-width: 4; }
        .legend { display: flex; flex-wrap: wrap; gap: 2px 18px; margin: 6px 0 0; padding: 0; list-style: none; }
        .legend li { display: flex; align-items: center; gap: 7px; color: var(--soft); font-size: 13.5px; }
        .legend svg { display: block; width: 14px; height: 12px; margin: 0; flex: none; }
        details { margin: 8px 0 4px; border-top: 1px solid var(--line); padding-top: 8px; }
        summary { cursor: pointer; color: var(--soft); font-size: 13.5px; }
        summary:focus-visible { outline: 2px solid var(--succeeded); outline-offset: 3px; border-radius: 2px; }
        .scroll { overflow-x: auto; margin: 6px 0; }
        table { width: 100%; border-collapse: collapse; font-size: 13.5px; }
        th, td { padding: 5px 14px 5px 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
        th { color: var(--soft); font-weight: 550; white-space: nowrap; }
        tbody th { color: var(--ink); font-weight: 500; white-space: normal; overflow-wrap: anywhere; min-width: 16ch; }
        tr:last-child > * { border-bottom: 0; }
        .number { text-align: right; white-space: nowrap; }
        td.text { unicode-bidi: isolate; }
        td.long { min-width: 28ch; }
        td.code { white-space: nowrap; }
        tbody th { unicode-bidi: isolate; }
        code, .mono { font: 12.5px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
        .none { color: var(--faint); }
        footer { color: var(--soft); font-size: 13px; padding: 0 4px; }
        @media print {
          body { background: none; font-size: 12px; }
          main { max-width: none; padding: 0; }
          section, .tiles { break-inside: avoid; }
        }
        """
}
