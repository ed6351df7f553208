#include "catalog/messages/message_table.h"

/* clang-format off */
const Message deep_messages[] = {
    { "deep.unfinished", { "未能完成", "could not be finished" } },

    /* phrases of one line */
    { "deep.whole", { "全片解码无误", "all of it decodes" } },
    { "deep.damaged", { "{n} 处损坏，最早在 {at}", "{n} damaged places, the first at {at}" } },
    { "deep.black-head", { "片头黑场 {length}", "{length} of black at the beginning" } },
    { "deep.black-tail", { "片尾黑场 {length}", "{length} of black at the end" } },
    { "deep.black-longest", { "黑场最长 {length}（从 {from} 起）", "black for up to {length} (from {from})" } },
    { "deep.freeze", { "画面静止最长 {length}（从 {from} 起）", "a still picture for up to {length} (from {from})" } },
    { "deep.area", { "去黑边后画面 {size}", "{size} inside the black bars" } },
    { "deep.variable", { "帧率不固定（{n} 帧间隔不匀）", "variable frame rate ({n} frames off the beat)" } },
    { "deep.interlaced", { "画面为隔行", "interlaced pictures" } },
    { "deep.silent", { "全程静音", "silent throughout" } },
    { "deep.silence", { "静音最长 {length}（从 {from} 起）", "silence for up to {length} (from {from})" } },
    { "deep.dead-channels", { "{n} 个声道无声", "{n} silent channel(s)" } },
    { "deep.loudness", { "响度 {level}", "loudness {level}" } },
    { "deep.peak", { "真峰值 {level}", "true peak {level}" } },
    { NULL, { NULL, NULL } },
};
