/**
 * Control groups: where they are mounted, what one of them uses and may use, and which unit or container a process belongs
 * to. One vocabulary over versions 1 and 2; a figure that a version does not have is absent. Touches only the mounts that
 * the given root's mountinfo names.
 */
package lacuna.linux.cgroup;
