export {
  createTestRooms,
  type TestRooms,
  type TestRoomsOptions,
  type TestSocketOptions,
} from './test-rooms.js';
