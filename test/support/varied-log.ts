/** Documents of all six services in the shapes that the framework logs, varied by a seed; some are outside the window of `day`. */
export function variedDocuments(count: number, seed: number): Record<string, unknown>[] {
  let state = seed
  const random = () => {
    state = (state * 48271) % 2147483647
    return state / 2147483647
  }
  const pick = <T>(list: T[]): T => list[Math.floor(random() * list.length)] as T
  const some = <T>(list: T[]): T[] => list.filter(() => random() < 0.4)
  const from = Date.parse('2025-10-24T10:30:00.000Z')
  const makers: [action: string, placeholder: string, metadata: () => object, violations: () => unknown[]][] = [
    [
      'boundary_enforcement',
      'boundary-enforcer-session',
      () => ({
        domain: pick(['VALUES', 'TECHNICAL', '__proto__']),
        boundary: pick(['none', 'VALUES', null]),
        file: pick(['a.js', 'b.js']),
      }),
      () => [pick(['VALUES', 'inst_016']), ...some(['AGENCY'])],
    ],
    [
      'context_pressure_analysis',
      'pressure-monitor',
      () => ({
        overall_pressure: pick<unknown>([random(), random(), random(), 7, 'high', null]),
        pressure_level: pick(['NORMAL', 'HIGH']),
        top_metric: pick(['tokenUsage', 'taskComplexity']),
        ...(random() < 0.8 ? { warnings_count: Math.floor(random() * 3) } : {}),
      }),
      () => [`${Math.floor(random() * 100)} % of the budget is used`],
    ],
    [
      'cross_reference_validation',
      'validator-service',
      () => ({
        validation_status: pick(['APPROVED', 'REJECTED', 'ESCALATE']),
        conflicts_found: Math.floor(random() * 3),
        critical_conflicts: Math.floor(random() * 2),
        conflict_details: some(['port', 'host']).map((parameter) => ({
          parameter,
          severity: pick(['CRITICAL', 'MINOR']),
        })),
      }),
      () => [{ rulText: 'Use port 27027', severity: 'HIGH', details: 'port' }],
    ],
    [
      'instruction_classification',
      'classifier-service',
      () => ({
        instruction_text: pick(['Ask before deleting', 'Something else']),
        quadrant: pick(['SYSTEM', 'OPERATIONAL']),
        persistence: pick(['HIGH', 'LOW']),
        explicitness: pick<unknown>([random(), -1]),
      }),
      () => [],
    ],
    [
      'metacognitive_verification',
      'verifier-session',
      () => ({
        confidence: random(),
        pressure_adjustment: pick([0, -0.05, -0.1]),
        decision: pick(['PROCEED', 'BLOCK']),
        ...(random() < 0.5
          ? { failed_checks: some(['Safety', 'Coherence']) }
          : { checks: { safety: random() < 0.5, alignment: true } }),
      }),
      () => ['Safety'],
    ],
    [
      'values_deliberation',
      'deliberation-service',
      () => ({
        tensions: some(['privacy vs transparency', 'speed']),
        outcome: pick(['consensus', 'disagreement', 'pending']),
      }),
      () => ['speed'],
    ],
  ]
  return Array.from({ length: count }, (_, n) => {
    const [action, placeholder, metadata, violations] = pick(makers)
    const allowed = random() < 0.7
    return {
      action,
      allowed,
      service: 'BoundaryEnforcer',
      metadata: metadata(),
      userId: null,
      sessionId: pick(['2025-10-24-001', '2025-10-24-001', placeholder, '2025-09-30-004']),
      violations: allowed && random() < 0.7 ? [] : violations(),
      // Times in order, no two alike but those of a verification, which the monitor shares with the one before it.
      timestamp: new Date(from + n * 100_000).toISOString(),
    }
  })
}
