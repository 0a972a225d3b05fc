/** One prerequisite, and how it is. */
export interface Check {
  id: string
  verdict: 'PASS' | 'FAIL' | 'SKIPPED'
  reason?: string
  /** A command, or what else to do. */
  fix?: string
}
