package io.windowreload.local;

import io.windowreload.local.cdc.CdcPlan;
import io.windowreload.local.cdc.CdcWriter;
import io.windowreload.local.dms.DmsEmulator;
import io.windowreload.local.dms.EmulatorOptions;
import io.windowreload.local.dms.load.JdbcAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that a reload needs of the world, on one machine: an Oracle stand-in with sample rows, PostgreSQL with a production
 * that has lost a stretch of January, DMS, and the ongoing replication between the two. It does not make the schemas
 * {@code staging} and {@code admin}: those are the product's.
 */
public final class LocalCloud implements AutoCloseable {
    private static final String DATABASE = "reload";

    private final CloudOptions options;
    private final JdbcAddress target;
    private final boolean rules;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private OracleStandIn source;
    private DmsEmulator dms;
    private CdcWriter cdc;

    private LocalCloud(CloudOptions options, JdbcAddress target, boolean rules) {
        this.options = options;
        this.target = target;
        this.rules = rules;
    }

    /** Starts all of it, with a PostgreSQL of its own, and with rules of the CDC task that say how production's names come about. */
    public static LocalCloud start(CloudOptions options) {
        var postgres = LocalPostgres.start();
        postgres.createDatabase(DATABASE);
        var cloud = new LocalCloud(options, new JdbcAddress(postgres.jdbcUrl(DATABASE), "postgres", ""), true);
        cloud.parts.push(postgres);
        return cloud.open();
    }

    /** Starts all of it but PostgreSQL: {@code target} is an empty database whose user is a superuser. The CDC task only selects. */
    public static LocalCloud start(CloudOptions options, JdbcAddress target) {
        return new LocalCloud(options, target, false).open();
    }

    private LocalCloud open() {
        try {
            source = opened(OracleStandIn.inMemory());
            source.fill(options.customers(), options.orders());
            var production = new DamagedProduction(target);
            production.fillFrom(source.address());
            production.damageJanuary();
            if (options.changesPerSecond() > 0) {
                cdc = opened(CdcWriter.start(source.address(), target, cdcPlan()));
            }
            var emulator = EmulatorOptions.of(source.address(), target)
                    .delays(options.delays())
                    .afterConnectScript(options.afterConnectScript())
                    .cdcServerless(options.serverlessCdc())
                    .cdcLatency(this::cdcLag);
            dms = opened(DmsEmulator.start(rules ? emulator.cdcMappings(DamagedProduction.MAPPINGS) : emulator));
            return this;
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private CdcPlan cdcPlan() {
        return new CdcPlan(
                options.changesPerSecond(),
                options.cdcLatency(),
                options.seed(),
                options.customers(),
                options.orders(),
                options.zone());
    }

    private Duration cdcLag() {
        return cdc == null ? Duration.ZERO : cdc.lag();
    }

    private <T extends AutoCloseable> T opened(T part) {
        parts.push(part);
        return part;
    }

    /** The product's settings that point it at this cloud. */
    public Map<String, String> settings() {
        var settings = new LinkedHashMap<String, String>();
        settings.put("reload.target.jdbc-url", target.url());
        settings.put("reload.target.user", target.user());
        settings.put("reload.target.password", target.password());
        settings.put("reload.source.zone", options.zone().getId());
        settings.put("reload.dms.region", "us-east-1");
        settings.put("reload.dms.endpoint-override", dms.endpoint().toString());
        settings.put("reload.dms.source-endpoint-arn", dms.sourceEndpointArn());
        settings.put("reload.dms.target-endpoint-arn", dms.targetEndpointArn());
        settings.put("reload.dms.replication-instance-arn", dms.replicationInstanceArn());
        settings.put("reload.dms.cdc-task-arn", dms.cdcTaskArn());
        settings.put("reload.cdc.endpoint-override", dms.endpoint().toString());
        settings.put("reload.cdc.period", "1s");
        settings.put("reload.task-log.endpoint-override", dms.endpoint().toString());
        return settings;
    }

    public OracleStandIn source() {
        return source;
    }

    public JdbcAddress target() {
        return target;
    }

    public DmsEmulator dms() {
        return dms;
    }

    /** The ongoing replication, if there is one. */
    public Optional<CdcWriter> cdc() {
        return Optional.ofNullable(cdc);
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException("a part of the local cloud does not stop", e);
            }
        }
    }
}
