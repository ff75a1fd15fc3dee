/** What the rules go by: milliseconds, and how many. */
export interface Limits {
  readonly judged: number;
  readonly evidence: number;
  readonly commits: number;
  readonly patience: number;
  readonly leastPatience: number;
  readonly patienceInCommits: number;
  readonly mostPatienceInCommits: number;
  readonly settle: number;
  readonly transaction: number;
  readonly coarse: number;
  readonly lossShare: number;
  readonly lossNear: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

export const LIMITS: Limits = {
  /** What is older says little of now: rates, growth and a rewound commit are judged over so much time. */
  judged: 10 * MINUTE,
  /** Growth is judged after so much time, which holds a few of the commits that clients make every 5 s by themselves… */
  evidence: 30 * SECOND,
  /** …and after so many commits: one step of a staircase has no slope. */
  commits: 2,
  /**
   * A silent consumer is called stalled after this, where nobody knows how often it commits: `max.poll.interval.ms`,
   * the time that Kafka itself gives a consumer to work on what it fetched.
   */
  patience: 5 * MINUTE,
  /** Where it is known how often it commits, it is missed after ten commits (as Burrow does), never sooner than this… */
  leastPatience: MINUTE,
  patienceInCommits: 10,
  /** …and one that commits rarely (every 10 min) is missed after three. */
  mostPatienceInCommits: 3,
  /** A partition may be without an owner for so long between two steps of a rebalance. */
  settle: 30 * SECOND,
  /** `transaction.timeout.ms` of Java's producer: what is open for longer was most likely forgotten. */
  transaction: MINUTE,
  /** With more time than this between two samples, nothing is learned about how often commits come. */
  coarse: MINUTE,
  /** Loss is near when this share of the retention is left (one fifth, as klag warns at 80 %)… */
  lossShare: 0.2,
  /** …or, where only the moving log start speaks of it, when this much time is left. */
  lossNear: 60 * MINUTE,
};
