/** The part of jstat that is used: it comes without types. */
declare module 'jstat' {
  const jstat: {
    studentt: { cdf(x: number, degreesOfFreedom: number): number }
    normal: {
      cdf(x: number, mean: number, deviation: number): number
      inv(share: number, mean: number, deviation: number): number
    }
  }
  export default jstat
}
