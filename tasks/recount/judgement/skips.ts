import { total, within } from './arithmetic.ts'
import { weightsOf } from './grid.ts'

const skipShares = [0, 0.04, 0.1, 0.2, 0.35, 0.55]
const skipPriors = {
  sparse: [0.86, 0.06, 0.04, 0.025, 0.01, 0.005],
  busy: [0.95, 0.025, 0.013, 0.008, 0.003, 0.001],
}
const busyFrom = 3

/** How well each share of sessions without use explains a service's history; `always`: how well its pace alone does. */
export interface Skips {
  likelihoods: number[]
  pace: number
}

export const skipsOf = (none: number[], used: number, always: number, pace: number): Skips => ({
  pace,
  likelihoods: skipShares.map((share) =>
    share === 0 ? always : total(none.map((each) => Math.log(share + (1 - share) * each))) + used * Math.log(1 - share),
  ),
})
export const isBusy = (pace: number): boolean => pace >= busyFrom

const weighSkips = ({ likelihoods, pace }: Skips, others: number[][]) =>
  weightsOf(skipPriors[isBusy(pace) ? 'busy' : 'sparse'], likelihoods, others)

/** The chance that a run of silence is made of sessions in which the service was not used, or decided nothing by itself. */
export function chanceOfSkips(own: Skips, others: Skips[], upheaval: number, none: number[]): number {
  const skips = (weights: number[]) => (weights[0] as number) < 0.5
  const skipping = others.filter((other) => skips(weighSkips(other, [])))
  const weights = weighSkips(
    own,
    skipping.map(({ likelihoods }) => likelihoods),
  )
  const known = skipping.length > 0 || skips(weights)
  const busy = within((own.pace - busyFrom) / 2)
  const constant = within(Math.log(own.pace / 10) / Math.log(16 / 10))
  const first = 13 ** (1 - busy) * 1.95 ** busy * 7 ** (upheaval * (1 - constant))
  const caution = known ? 30 : Math.max(1, first / Math.max(1, none.length - 4) ** 2)
  return total(
    skipShares.map((share, n) =>
      share === 0 && !known
        ? 0
        : caution * (weights[n] as number) * none.reduce((all, each) => all * (share + (1 - share) * each), 1),
    ),
  )
}
