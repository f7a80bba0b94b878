// The package is not installed here: this is as much of it as the page shows.
declare module '@roamhq/wrtc' {
  const wrtc: { RTCPeerConnection: typeof RTCPeerConnection };
  export default wrtc;
}
