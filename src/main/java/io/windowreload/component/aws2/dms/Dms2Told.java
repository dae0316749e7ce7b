package io.windowreload.component.aws2.dms;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.spi.IdempotentRepository;

/**
 * What a consumer has told. While it lives, its memory knows the last state of each subject; for the time after a restart
 * a repository, if there is one, holds one key for each subject: that of the state told last.
 */
final class Dms2Told {
    private final Map<String, Dms2Sighting> last = new HashMap<>();
    private final IdempotentRepository repository;

    /** Remembers in the repository as well unless it is null. */
    Dms2Told(IdempotentRepository repository) {
        this.repository = repository;
    }

    /** Whether this is to be told. */
    boolean isNews(Dms2Sighting now) {
        Dms2Sighting earlier = last.get(now.subject());
        if (earlier != null) {
            return now.differsFrom(earlier);
        }
        return repository == null || now.keys().noneMatch(repository::contains);
    }

    /** The state told last of the subject, or null if this consumer has told none. */
    String previousState(Dms2Sighting now) {
        Dms2Sighting earlier = last.get(now.subject());
        return earlier == null ? null : earlier.state();
    }

    /** Takes this as told. The new key comes before the old one goes, so that a crash between repeats nothing. */
    void remember(Dms2Sighting now) {
        Dms2Sighting earlier = last.put(now.subject(), now);
        if (repository == null || (earlier != null && earlier.key().equals(now.key()))) {
            return;
        }
        boolean added = repository.add(now.key());
        repository.confirm(now.key());
        if (earlier != null) {
            repository.remove(earlier.key());
        } else if (added) {
            // What a former life told last: kept, it would hide the return to that state from the next life.
            now.otherKeys().forEach(repository::remove);
        }
    }

    /** The tasks told of that are none of these. */
    List<Dms2Sighting> goneFrom(Set<String> arns) {
        return last.values().stream()
                .filter(sighting -> sighting.isOfTask() && !arns.contains(sighting.subject()))
                .toList();
    }

    /** Forgets the task and its tables. */
    void forget(String arn) {
        List<Dms2Sighting> lost = last.values().stream()
                .filter(sighting -> sighting.task().replicationTaskArn().equals(arn))
                .toList();
        for (Dms2Sighting sighting : lost) {
            last.remove(sighting.subject());
            Stream.ofNullable(repository).forEach(kept -> kept.remove(sighting.key()));
        }
    }
}
