/**
 * What was measured of a process, a service and a host, put together for judging: figures only, no opinion. Touches the
 * readers of the floors below.
 */
package lacuna.doctor.evidence;
