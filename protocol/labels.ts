/**
 * The labels of a notification: optional fields that the sender adds beside payload, TTL and urgency. The request, the
 * log, the copies between nodes, the dashboard's lists and the export carry all of them, under the same names.
 */
export type Labels = {
  /** Replaces the pending notification with the same topic. */
  topic?: string
}
export type Label = keyof Labels
/** The same for options and rows, which may name a label without a value. */
export type LabelOptions = { [Name in Label]?: Labels[Name] | undefined }
/** The same with every name, so that the compiler finds each place that leaves one out. */
export type EveryLabel = { [Name in Label]: Labels[Name] | undefined }

export const LABELS = Object.keys({ topic: true } satisfies Record<Label, true>) as readonly Label[]
/** No label is set. */
export const NO_LABELS = Object.fromEntries(LABELS.map((name) => [name, undefined])) as EveryLabel

type LabelSource = { readonly [Name in Label]?: unknown }

/** Returns the labels that are set. */
export function labelsOf(from: LabelSource): Labels {
  return copyLabels(from, {})
}

/** Sets the labels of `from` on `to`, and returns it. A spread would cost more than the rest of a notification. */
export function copyLabels<Target extends object>(from: LabelSource, to: Target): Target & Labels {
  const labelled: { [Name in Label]?: unknown } = to
  for (const name of LABELS) if (from[name] !== undefined && from[name] !== null) labelled[name] = from[name]
  return labelled as Target & Labels
}
