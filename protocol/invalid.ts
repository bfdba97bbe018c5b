import type { z } from 'zod'

type Issue = z.core.$ZodIssue

/** Returns one sentence with the wrong element and its expected value, never the given value. */
export function describeInvalid(error: { issues: readonly Issue[] }): string {
  const issue = error.issues[0]
  if (issue === undefined) return 'the message is not valid'
  return describeIssue(issue)
}

function describeIssue(issue: Issue): string {
  const element = issue.path.length === 0 ? 'the message' : issue.path.map(String).join('.')
  if (issue.code === 'unrecognized_keys') {
    const where = issue.path.length === 0 ? '' : ` in ${element}`
    return `unknown element ${issue.keys.map((key) => JSON.stringify(key.slice(0, 64))).join(', ')}${where}`
  }
  return `${element}: ${issue.message}`
}
