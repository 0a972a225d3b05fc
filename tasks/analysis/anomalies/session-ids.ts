import { percent, plural } from '../../../templates/words.ts'
import type { Measured } from '../baseline/measured.ts'
import { fitShares, pooledShare, predictShare, profileShares, type Share } from '../baseline/shares.ts'
import type { Detector } from './candidate.ts'

/** A share that moved by less is a quirk of the day. */
const leastDifference = 0.2

const kinds: { what: string; of: (session: Measured) => number }[] = [
  { what: 'placeholder session ids', of: ({ metrics }) => metrics.quality.placeholderIds },
  { what: 'stale session ids', of: ({ metrics }) => metrics.quality.staleIds },
]

/** More placeholder or stale session ids than earlier sessions show. As usual they are a matter of data quality, and no anomaly. */
export const sessionIds: Detector = (current, earlier) =>
  kinds.flatMap(({ what, of }) => {
    const share = (session: Measured): Share => ({ count: of(session), n: session.metrics.decisions.total })
    const [now, before] = [share(current), earlier.map(share).filter(({ n }) => n > 0)]
    const usual = pooledShare(before)
    if (before.length === 0 || now.n === 0) return []
    const more = now.count / now.n >= usual.count / usual.n + leastDifference
    const p = more ? predictShare(fitShares(profileShares(before), []), now, { high: true }).high : 1
    return [
      {
        kind: 'session-id',
        detail: `${now.count} of ${plural(now.n, 'decision')} with ${what} (${percent(now.count / now.n)}); ${percent(usual.count / usual.n)} in the ${plural(before.length, 'session')} before`,
        p,
      },
    ]
  })
