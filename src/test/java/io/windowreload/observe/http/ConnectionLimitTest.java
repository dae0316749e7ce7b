package io.windowreload.observe.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How many there is room for. */
class ConnectionLimitTest {
    private static final long MIB = 1024 * 1024;

    @Test
    void on_a_usual_heap_there_is_room_for_many() {
        assertThat(ConnectionLimit.most(256 * MIB)).isEqualTo(256);
        assertThat(ConnectionLimit.mostBodies(256 * MIB)).isEqualTo(32);
        assertThat(ConnectionLimit.most(64 * 1024 * MIB)).isEqualTo(256);
        assertThat(ConnectionLimit.mostBodies(Long.MAX_VALUE)).isEqualTo(32);
    }

    @Test
    void on_a_small_heap_strangers_leave_the_work_its_share() {
        assertThat(ConnectionLimit.most(32 * MIB)).isEqualTo(128);
        assertThat(ConnectionLimit.mostBodies(32 * MIB)).isEqualTo(4);
        assertThat(ConnectionLimit.most(1)).isEqualTo(64);
        assertThat(ConnectionLimit.mostBodies(1)).isEqualTo(4);
    }
}
