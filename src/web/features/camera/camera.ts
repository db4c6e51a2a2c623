/** The camera dialog: live picture, one shot, a look at it, and a way on where there is no camera. */
import { button, el, icon } from '../../ui/dom.ts';
import { toJpeg } from './photos.ts';

const longestSidePx = 1600;

export interface CameraWish {
  facing: 'user' | 'environment';
  /** What the button that takes the shot over says. */
  useLabel: string;
}

/** Shows the dialog. @returns the photo, or undefined when the person closed it. */
export function takePhoto(wish: CameraWish): Promise<File | undefined> {
  return new Promise((resolve) => {
    const dialog = el('dialog', { class: 'camera', 'aria-label': 'Take a photo' });
    const camera = openCamera();
    let photo: File | undefined;
    const finish = (taken: File): void => {
      photo = taken;
      dialog.close();
    };
    dialog.addEventListener('close', () => {
      camera.stop();
      dialog.remove();
      resolve(photo);
    });
    dialog.append(
      button({ class: 'round camera-close', 'aria-label': 'Close camera' }, [icon('close')], () => dialog.close()),
      stage(camera, wish, finish),
    );
    document.body.append(dialog);
    dialog.showModal();
  });
}

export type Camera = ReturnType<typeof openCamera>;

/** One stream at a time, and none once it was stopped: the light of the camera goes out with the dialog. */
export function openCamera() {
  let stream: MediaStream | undefined;
  let isStopped = false;

  const end = (): void => stream?.getTracks().forEach((track) => track.stop());

  /** @throws DOMException when there is no camera or no permission. */
  async function start(video: MediaTrackConstraints): Promise<MediaStream> {
    end();
    // Without TLS browsers hide the whole interface, whatever the types say.
    const devices = navigator.mediaDevices as MediaDevices | undefined;
    if (!devices) throw new DOMException('This page has no access to cameras.', 'NotFoundError');
    const started = await devices.getUserMedia({
      audio: false,
      video: { width: { ideal: 1920 }, height: { ideal: 1080 }, ...video },
    });
    stream = started;
    if (isStopped) end();
    return started;
  }

  /** The camera after the present one; undefined when there is no other. */
  async function findNext(): Promise<string | undefined> {
    const ids = (await navigator.mediaDevices.enumerateDevices())
      .filter((device) => device.kind === 'videoinput')
      .map((device) => device.deviceId);
    const present = stream?.getVideoTracks()[0]?.getSettings().deviceId ?? '';
    return ids.length > 1 ? ids[(ids.indexOf(present) + 1) % ids.length] : undefined;
  }

  return {
    start,
    findNext,
    facing: () => stream?.getVideoTracks()[0]?.getSettings().facingMode,
    stop: () => {
      isStopped = true;
      end();
    },
  };
}

/** What the dialog shows: waiting, live, the shot, or why there is no picture. */
function stage(camera: Camera, wish: CameraWish, finish: (photo: File) => void): HTMLElement {
  const view = el('div', { class: 'stage' });
  const video = el('video', { class: 'view', autoplay: '', playsinline: '', 'aria-label': 'Camera picture' });
  video.muted = true;
  const shutter = button(
    { class: 'shutter', 'aria-label': 'Take the photo' },
    [],
    () => void shoot().catch(unavailable),
  );
  const swap = button({ class: 'round swap', 'aria-label': 'Switch camera' }, [icon('swap')], () => void swapCamera());

  async function live(constraints: MediaTrackConstraints): Promise<void> {
    view.replaceChildren(
      el('p', { class: 'stage-text', role: 'status' }, 'Waiting for the camera. Allow it if your browser asks.'),
      chooseInstead(),
    );
    try {
      video.srcObject = await camera.start(constraints);
      await video.play();
    } catch (cause) {
      unavailable(cause);
      return;
    }
    // People know themselves from the mirror; the photo itself is taken as the camera sees it.
    video.classList.toggle('mirrored', camera.facing() !== 'environment' && wish.facing === 'user');
    swap.hidden = (await camera.findNext()) === undefined;
    showLive();
  }

  function showLive(): void {
    view.replaceChildren(video, el('div', { class: 'stage-row' }, shutter, swap));
    shutter.focus();
  }

  async function swapCamera(): Promise<void> {
    const next = await camera.findNext();
    if (next !== undefined) await live({ deviceId: { exact: next } });
  }

  async function shoot(): Promise<void> {
    const blob = await toJpeg(video, video.videoWidth, video.videoHeight, longestSidePx);
    const url = URL.createObjectURL(blob);
    const image = el('img', { class: 'view', src: url, alt: 'The photo you took' });
    image.addEventListener('load', () => URL.revokeObjectURL(url), { once: true });
    image.classList.toggle('mirrored', video.classList.contains('mirrored'));
    const use = button({ class: 'button primary' }, [wish.useLabel], () =>
      finish(new File([blob], 'camera.jpg', { type: 'image/jpeg' })),
    );
    view.replaceChildren(
      image,
      el('div', { class: 'stage-row' }, button({ class: 'button on-dark' }, ['Retake'], showLive), use),
    );
    use.focus();
  }

  function unavailable(cause: unknown): void {
    const reason = reasonOf(cause);
    const choose = chooseInstead('button primary');
    view.replaceChildren(
      el('p', { class: 'stage-text', role: 'alert' }, `${reason} You can send a photo from your device instead.`),
      choose,
    );
    choose.querySelector('button')?.focus();
  }

  /** On phones this opens the camera's own app, elsewhere a file dialog. */
  function chooseInstead(look = 'button on-dark'): HTMLElement {
    const picker = el('input', {
      type: 'file',
      accept: 'image/*',
      capture: wish.facing,
      hidden: '',
      'aria-label': 'Photo',
    });
    picker.addEventListener('change', () => {
      const chosen = picker.files?.[0];
      if (chosen) finish(chosen);
    });
    return el(
      'div',
      { class: 'stage-row' },
      button({ class: look }, ['Choose a photo'], () => picker.click()),
      picker,
    );
  }

  void live({ facingMode: { ideal: wish.facing } });
  return view;
}

/** Why there is no picture, for whoever has to do something about it. */
export function reasonOf(cause: unknown): string {
  const isRefused = cause instanceof DOMException && cause.name === 'NotAllowedError';
  return isRefused
    ? 'The camera is not allowed here. You can allow it in your browser’s settings for this page.'
    : 'No camera can be used here.';
}
