/** How many random cases a property is tried with. A usual run tries few; `FC_RUNS=10 npm test -- WORD` ten times as many, `FC_SEED=N` others. */
export const randomRuns = (usual: number): number => Math.ceil(usual * Number(process.env.FC_RUNS ?? 1))
