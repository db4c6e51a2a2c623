/** Photos before they leave: what counts as one, and making the very big ones smaller. */

/** Above this a photo is made smaller first; the service takes 15 MB. */
const shrinkAboveBytes = 10 * 1024 * 1024;
const longestSidePx = 4096;
export const mostPhotos = 6;

/** Some systems do not know the type of what iPhones make, so the name counts too. */
export const isPhoto = (file: File): boolean =>
  file.type.startsWith('image/') || /\.(jpe?g|png|webp|heic|heif)$/i.test(file.name);

/** The photo itself, or a smaller JPEG of it when it is very big; one that this browser cannot read stays as it is. */
export async function fitForUpload(file: File): Promise<File> {
  if (file.size <= shrinkAboveBytes) return file;
  try {
    const bitmap = await createImageBitmap(file);
    const blob = await toJpeg(bitmap, bitmap.width, bitmap.height, longestSidePx);
    bitmap.close();
    return blob.size < file.size
      ? new File([blob], file.name.replace(/\.\w+$/, '') + '.jpg', { type: 'image/jpeg' })
      : file;
  } catch {
    return file;
  }
}

/** Draws a picture so that its longest side is at most `maxSidePx`. @param quality 0..1 */
export function toJpeg(
  source: CanvasImageSource,
  widthPx: number,
  heightPx: number,
  maxSidePx: number,
  quality = 0.92,
): Promise<Blob> {
  const scale = Math.min(1, maxSidePx / Math.max(widthPx, heightPx));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(widthPx * scale);
  canvas.height = Math.round(heightPx * scale);
  canvas.getContext('2d')?.drawImage(source, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('The picture could not be drawn.'))),
      'image/jpeg',
      quality,
    );
  });
}
