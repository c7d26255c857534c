/**
 * Hearing a recording without a media element: the host's policy need not
 * allow blob: addresses (media-src) for it.
 */

export interface Playing {
  stop(): void;
}

export async function play(blob: Blob, ended: () => void): Promise<Playing> {
  const context = new AudioContext();
  try {
    const source = context.createBufferSource();
    source.buffer = await context.decodeAudioData(await blob.arrayBuffer());
    source.connect(context.destination);
    source.onended = () => {
      void context.close();
      ended();
    };
    source.start();
    return { stop: () => source.stop() };
  } catch (error) {
    void context.close();
    throw error;
  }
}
