import { useEffect, useState } from 'react'
import type { SearchAnswer, SearchGroup } from '#protocol/dashboard/search.ts'
import { explainError, failureTexts } from '../acts/failure-texts.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { readDashboard } from '../live/dashboard-api.ts'

/** Pause after a key before the server is asked: a quick typist then causes one search for each word. */
const PAUSE_MILLISECONDS = 120

/** The answer to the text that was searched last. `failure`: why there is none, as a sentence. */
export type SearchState = {
  text: string
  groups: readonly SearchGroup[]
  failure?: string
}

const NONE: SearchState = { text: '', groups: [] }

/** Searches for the text shortly after its last change. Earlier results stay until newer ones arrive. */
export function useSearch(text: string): SearchState & { isSearching: boolean } {
  const t = useTexts(failureTexts)
  const [state, setState] = useState(NONE)
  const wanted = text.trim()
  useEffect(() => {
    if (wanted === '') return setState(NONE)
    const given = new AbortController()
    const search = async () => {
      try {
        const asked = { body: { text: wanted }, signal: given.signal }
        const { groups } = await readDashboard<SearchAnswer>('search', asked)
        if (!given.signal.aborted) setState({ text: wanted, groups })
      } catch (error) {
        if (given.signal.aborted || !(error instanceof Error)) return
        setState({ text: wanted, groups: [], failure: explainError(error, t) })
      }
    }
    const timer = setTimeout(() => void search(), PAUSE_MILLISECONDS)
    return () => {
      clearTimeout(timer)
      given.abort()
    }
  }, [wanted, t])
  return { ...state, isSearching: wanted !== state.text }
}
