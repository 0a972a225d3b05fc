/** A decision as the framework's audit log writes it; every field can be replaced. */
export function decision(at: string, fields: Record<string, unknown> = {}): string {
  return JSON.stringify({
    sessionId: '2025-10-24-001',
    action: 'boundary_enforcement',
    allowed: true,
    rulesChecked: ['inst_001'],
    violations: [],
    metadata: { boundary: 'none', domain: 'TECHNICAL_IMPLEMENTATION', actionType: 'Edit src/server.js' },
    service: 'BoundaryEnforcer',
    timestamp: at,
    ...fields,
  })
}

/** A window that the decisions of a test are in. */
export const day = ['--from', '2025-10-24T11:00:00.000Z', '--to', '2025-10-24T17:00:00.000Z']
export const at = (minute: number): string =>
  new Date(Date.parse('2025-10-24T12:00:00.000Z') + minute * 60_000).toISOString()
