import { describe, expect, it } from 'vitest'
import { DashboardError } from '../live/dashboard-error.ts'
import { explainFailure, failureTexts } from './failure-texts.ts'

const STATUSES = [0, 400, 401, 403, 404, 409, 413, 422, 429, 500, 503]
const SAID = 'fingerprint: this is what the server says'

describe('a failure', () => {
  it.each(STATUSES)('with status %d is explained in German to a German reader', (status) => {
    const error = new DashboardError({ code: String(status), desc: SAID, status })
    expect(explainFailure(error, failureTexts.de)).not.toContain('the server says')
  })

  it.each(['unreachable', 'timeout', 'notConfirmed'])('%s has its own text', (code) => {
    const error = new DashboardError({ code, desc: SAID, status: 0 })
    for (const texts of [failureTexts.en, failureTexts.de])
      expect(explainFailure(error, texts)).not.toContain('the server says')
  })

  it('names the refused field in German, and keeps the server’s sentence in English', () => {
    const error = new DashboardError({ code: '400', desc: SAID, status: 400 })
    expect(explainFailure(error, failureTexts.de)).toContain('fingerprint')
    expect(explainFailure(error, failureTexts.en)).toBe(SAID)
  })

  it('names the element whose value is taken', () => {
    const error = new DashboardError({ code: '409', desc: 'name: a webhook has this name', status: 409 })
    expect(explainFailure(error, failureTexts.de)).toContain('gibt es schon: name')
    expect(explainFailure(error, failureTexts.en)).toBe(error.desc)
  })
})
