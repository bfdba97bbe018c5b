// Plain JavaScript that any version of Node can read.
const OLDEST = [20, 19]

/** Returns the sentence that refuses this version of Node, or undefined. */
export function refuseNode(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return undefined
  return `The AOI Server needs Node ${OLDEST.join('.')} or later; this is ${version}. Node 24 is recommended.`
}
