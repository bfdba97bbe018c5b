import { type ComponentType, useState } from 'react'
import { defineTexts } from '../i18n/define-texts.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { say } from './say.ts'

const texts = defineTexts({
  en: { away: 'The server does not answer. Try again in a moment.' },
  de: { away: 'Der Server antwortet nicht. Bitte gleich noch einmal versuchen.' },
})

type Module<Props> = { default: ComponentType<Props> }

/**
 * A component whose code is loaded by the first call of `want`, and undefined until then: what stands in its place
 * stays, also when the server does not answer, which is said.
 */
export function useLate<Props>(load: () => Promise<Module<Props>>): {
  Late: ComponentType<Props> | undefined
  want: () => void
} {
  const t = useTexts(texts)
  const [Late, setLate] = useState<ComponentType<Props>>()
  const want = () =>
    void load().then(
      (loaded) => setLate(() => loaded.default),
      () => say(t.away, 'danger'),
    )
  return { Late, want }
}
