import { type Count, type CountFit, countEvidence, fitCounts, predictCount, profileCounts } from '../baseline/counts.ts'
import { busyPace, profileUnused, type UnusedProfile } from '../baseline/unused.ts'
import { mean, sum } from '../statistics.ts'
import { countAt, exposureFor, type Judged } from './history.ts'
import { teaching } from './teaching.ts'
import { showUse } from './track.ts'

/**
 * In which sessions before one of them a service decided, and in which it did not.
 */
export function usedProfile(
  { name, service, history, current, pace }: Judged,
  before: number,
  surely: boolean,
): UnusedProfile {
  const numbers = showUse(service.pace, current - history.most)
    .filter((session) => session < before)
    .sort((a, b) => a - b)
    .slice(-history.most)
  const exposure = exposureFor(history, current, numbers)
  const all = numbers
    .map((session): Count => ({ count: countAt(history, session, name), exposure: exposure.of(session) }))
    .filter((each) => each.exposure > 0)
  const counts = surely ? teaching(all) : all
  const used = counts.filter(({ count }) => count > 0)
  if (used.length === 0) return { likelihoods: profileUnused([], 0, 0), pace: 0 }
  const silent = counts.filter(({ count }) => count === 0)
  const own = pace ?? fitCounts(profileCounts(counts), [])
  const usual = own.rate * mean(counts.map((each) => each.exposure))
  if (silent.length === 0) return { likelihoods: profileUnused([], used.length, 0), pace: usual }
  const noneAt = (fit: CountFit) => silent.map((each) => predictCount(fit, 0, [each.exposure], { at: true }).at)
  if (usual < busyPace) {
    const none = noneAt(own)
    return { likelihoods: profileUnused(none, used.length, sum(none.map(Math.log))), pace: usual }
  }
  // A busy service that is silent now and then looks like one whose pace varies widely: what explains all of its sessions is compared with what
  // explains those in which it was used.
  const profile = profileCounts(used)
  const always = countEvidence(profileCounts(counts)) - countEvidence(profile)
  return { likelihoods: profileUnused(noneAt(fitCounts(profile, [])), used.length, always), pace: usual }
}
