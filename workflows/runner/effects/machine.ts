import { uptime } from 'node:os'

/** When this machine was started, in milliseconds since 1970, as exact as the system reports it: to a second or so. */
export const machineStartedAt = (now: number): number => now - uptime() * 1000
