/* tests/media/scenes.h
 *
 * The scenes that the demonstration films are made of. Each paints one whole picture of its moment.
 */
#pragma once

#include "brush.h"

typedef void (*Scene)(const Shot *shot);

void scene_skyline(const Shot *shot);
void scene_street(const Shot *shot);
void scene_two_on_a_hill(const Shot *shot);
void scene_night_train(const Shot *shot);
void scene_train_window(const Shot *shot);
void scene_rails(const Shot *shot);
void scene_characters(const Shot *shot);
void scene_paper_town(const Shot *shot);
void scene_lighthouse(const Shot *shot);
void scene_ridges(const Shot *shot);
void scene_clean_room(const Shot *shot);
void scene_wafer(const Shot *shot);
void scene_laboratory(const Shot *shot);
void scene_beam(const Shot *shot);
void scene_rings(const Shot *shot);
void scene_mask(const Shot *shot);
void scene_tactile_path(const Shot *shot);
void scene_crossing(const Shot *shot);
void scene_seedling(const Shot *shot);
