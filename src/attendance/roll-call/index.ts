/** Roll call: photos of a room, or its camera, proposed to the teacher as marks. */
export { createNameFaces, type NameFaces } from './name-faces.ts';
export { createPhotoSets, rollCallTask, type PhotoSets } from './photo-set.ts';
export {
  proposalSchema,
  roomViewSchema,
  type RollCallProposal,
  type RoomView,
  type SeenStudent,
} from './roll-call.schema.ts';
export { createRollCall, maxRollCallPhotos, maxSetPhotos, type RollCall } from './roll-call.ts';
export { createRoomCamera, type RoomCamera } from './room-camera.ts';
