import { dayMs, iso, utcDate } from '../../../cache/window.ts'

/** How a time axis in UTC names its ticks: the hour, or the day where days are what is counted and where one begins. */
export function timeTick(stepMs: number): (time: Date) => string {
  return (time) =>
    stepMs >= dayMs || time.getTime() % dayMs === 0
      ? utcDate(time.getTime()).slice(5)
      : iso(time.getTime()).slice(11, 16)
}
