import type { Measured } from './measured.ts'

/**
 * A session as it is judged: what is there again counts once. Who writes each line three times decides no more, and nothing distinguishes a copy from a
 * second decision of the same instant.
 */
export function eachOnce({ window, metrics }: Measured): Measured {
  const { copies, decisions, quality, services } = metrics
  if (!copies) return { window, metrics }
  const less = <Counts extends { allowed: number; blocked: number }>(
    counts: Counts,
    copied: { decisions: number; blocked: number },
  ) => ({
    ...counts,
    allowed: counts.allowed - copied.decisions + copied.blocked,
    blocked: counts.blocked - copied.blocked,
  })
  const once = Object.entries(services).map(([name, counts]) => {
    const copied = Object.hasOwn(copies.services, name) ? copies.services[name] : undefined
    return [name, copied ? { ...less(counts, copied), decisions: counts.decisions - copied.decisions } : counts]
  })
  return {
    window,
    metrics: {
      ...metrics,
      decisions: { ...less(decisions, copies), total: decisions.total - copies.decisions },
      quality: {
        ...quality,
        placeholderIds: quality.placeholderIds - copies.placeholderIds,
        staleIds: quality.staleIds - copies.staleIds,
      },
      services: Object.fromEntries(once),
    },
  }
}
