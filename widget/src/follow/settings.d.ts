/* Written in front of follow.js as it is served. */
declare const BALK_FOLLOW: import("../wire").FollowSettings;
