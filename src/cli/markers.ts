/** A marker comment that an earlier run left for a person. */
export interface Marker {
  /** As given. */
  file: string;
  /** 1-based. */
  line: number;
  code: string;
}

const markerComment = /^[ \t]*(?:\/\/|\/\*|\{[ \t]*\/\*)[ \t]*asyncshift (AS\d{3})\b/;

/** Finds the marker comments (`// asyncshift AS101 …`, on a line of their own) in texts, by file. */
export function findMarkers(texts: Iterable<readonly [file: string, text: string]>): Marker[] {
  const markers: Marker[] = [];
  for (const [file, text] of texts) {
    if (!text.includes('asyncshift AS')) continue;
    text.split('\n').forEach((line, index) => {
      const code = markerComment.exec(line)?.[1];
      if (code !== undefined) markers.push({ file, line: index + 1, code });
    });
  }
  return markers;
}
