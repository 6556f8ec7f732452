#include <evcam/camera.h>
