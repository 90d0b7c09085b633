/** How far a stage is: `done` of `total` pieces of its work, where it is known how many there are. */
export interface Progress {
  doing: 'Loading' | 'Analysing' | 'Rewriting' | 'Verifying';
  done: number;
  total?: number;
}

/** Is told how far a stage is, as often as the stage likes. */
export type OnProgress = (progress: Progress) => void;
