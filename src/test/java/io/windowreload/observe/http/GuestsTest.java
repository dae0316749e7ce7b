package io.windowreload.observe.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How many there is room for. */
class GuestsTest {
    private static final long MIB = 1024 * 1024;

    @Test
    void on_a_usual_heap_there_is_room_for_many() {
        assertThat(Guests.most(256 * MIB)).isEqualTo(256);
        assertThat(Guests.mostBodies(256 * MIB)).isEqualTo(32);
        assertThat(Guests.most(64 * 1024 * MIB)).isEqualTo(256);
        assertThat(Guests.mostBodies(Long.MAX_VALUE)).isEqualTo(32);
    }

    @Test
    void on_a_small_heap_strangers_leave_the_work_its_share() {
        assertThat(Guests.most(32 * MIB)).isEqualTo(128);
        assertThat(Guests.mostBodies(32 * MIB)).isEqualTo(4);
        assertThat(Guests.most(1)).isEqualTo(64);
        assertThat(Guests.mostBodies(1)).isEqualTo(4);
    }
}
