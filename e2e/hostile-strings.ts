const MARKS = [
  `<script>window.hostile = 1</script>`,
  `<img src=x onerror="window.hostile = 1">`,
  `<svg onload="window.hostile = 1"><title>x</title></svg>`,
  `<b data-hostile>bold</b>`,
  `</pre></code></td></table><h1 data-hostile>outside</h1>`,
  `"><input data-hostile autofocus onfocus="window.hostile = 1">`,
  `' onmouseover='window.hostile = 1' data-hostile='`,
  `<a data-hostile href="javascript:window.hostile = 1">press me</a>`,
  `javascript:window.hostile=1`,
  `data:text/html,<script>window.hostile = 1</script>`,
  `<style>* { display: none }</style>`,
  `<meta http-equiv=refresh content="0;url=/audit">`,
  `<iframe data-hostile srcdoc="<script>parent.hostile = 1</script>"></iframe>`,
  `&lt;b data-hostile&gt;&#60;b&#62;`,
  `<!--`,
  `]]>`,
  `{{constructor.constructor('window.hostile = 1')()}}`,
  `\${window.hostile = 1}`,
  `=HYPERLINK("http://127.0.0.1/", "press me")`,
  `+cmd|' /C calc'!A0`,
  `{"__proto__": {"hostile": 1}}`,
  `../../../etc/passwd%00.png`,
  `%3Cscript%3Ewindow.hostile=1%3C/script%3E`,
  `text that is long ${'and goes on '.repeat(40)}`,
  'w'.repeat(600),
]

const FRAMES: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => `\u202e${text}`,
  (text) => `\u2066\u2067${text}\u2069`,
  (text) => `\u200f\u061c${text}\u200e`,
  (text) => `\u001b[31m${text}\u001b[0m`,
  (text) => `\u0007\u0008${text}\u007f`,
  (text) => `${text}\r\nSet-Cookie: hostile=1`,
  (text) => `\u0085${text}\u2028\u2029`,
  (text) => `\u200b\u2060${text}\ufeff`,
  (text) => `\u0301\u0301\u0301${text}`,
  (text) => `\ufffe\uffff${text}`,
  (text) => `\t\v\f${text}`,
  (text) => `\ud83d\udc69\u200d\ud83d\udcbb ${text}`,
  (text) => `\u05e9\u05dc\u05d5\u05dd ${text} \u0645\u0631\u062d\u0628\u0627`,
  (text) => `  ${text}  `,
  (text) => `\u{e0041}\u{e0042}${text}`,
  (text) => `\ufff9${text}\ufffa\ufffb`,
  (text) => [...text].reverse().join(''),
  (text) => text.toUpperCase(),
  (text) => `${text}${text}`,
]

/**
 * 500 strings that a page must show as text: markup, scripts, bidi and control characters, and combinations of them.
 */
export const HOSTILE_STRINGS: readonly string[] = FRAMES.flatMap((frame) => MARKS.map(frame))

/** Characters that would reorder, hide or break the text around them if a page showed them raw. */
export const UNSAFE_TO_SHOW =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern must match control characters
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/
