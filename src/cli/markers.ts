/** A marker comment that an earlier run left for a person. */
export interface Marker {
  /** As given. */
  file: string;
  /** 1-based. */
  line: number;
  code: string;
}

/** On a line of its own; where there is no such line, between two pieces of code (transforms/marker.ts). */
const markerComment = /^[ \t]*\/\/ asyncshift (AS\d{3}): |\/\* asyncshift (AS\d{3}): /;

/** Finds the marker comments (`// asyncshift AS201: …`) in texts, by file. */
export function findMarkers(texts: Iterable<readonly [file: string, text: string]>): Marker[] {
  const markers: Marker[] = [];
  for (const [file, text] of texts) {
    if (!text.includes('asyncshift AS')) continue;
    text.split('\n').forEach((line, index) => {
      const found = markerComment.exec(line);
      const code = found?.[1] ?? found?.[2];
      if (code !== undefined) markers.push({ file, line: index + 1, code });
    });
  }
  return markers;
}
