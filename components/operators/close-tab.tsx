'use client'

import { useEffect } from 'react'

/** Closes the tab in which an operator confirmed their identity. A browser that refuses leaves the page's sentence. */
export function CloseTab() {
  useEffect(() => window.close(), [])
  return null
}
