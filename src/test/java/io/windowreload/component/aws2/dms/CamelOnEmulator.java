package io.windowreload.component.aws2.dms;

import io.windowreload.local.dms.Emulated;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.IdempotentRepository;

/** Camel with the component, as application.properties would configure it for an emulator. */
final class CamelOnEmulator implements AutoCloseable {
    final DefaultCamelContext camel = new DefaultCamelContext();

    CamelOnEmulator(Emulated emulated) {
        Dms2Configuration configuration =
                camel.getComponent("aws2-dms", Dms2Component.class).getConfiguration();
        configuration.setAccessKey("test");
        configuration.setSecretKey("test");
        configuration.setRegion("us-east-1");
        configuration.setOverrideEndpoint(true);
        configuration.setUriEndpointOverride(emulated.dms.endpoint().toString());
        configuration.setSourceEndpointArn(emulated.dms.sourceEndpointArn());
        configuration.setTargetEndpointArn(emulated.dms.targetEndpointArn());
        configuration.setReplicationInstanceArn(emulated.dms.replicationInstanceArn());
        camel.getCamelContextExtension().registerEndpointCallback(CamelOnEmulator::hurry);
    }

    private static Endpoint hurry(String uri, Endpoint endpoint) {
        if (endpoint instanceof Dms2Endpoint tasks) {
            tasks.setDelay(20);
            tasks.setInitialDelay(0);
        }
        return endpoint;
    }

    /** A consumer whose polls the caller makes itself. */
    Dms2Consumer consumer(String options, IdempotentRepository repository, Processor processor) throws Exception {
        camel.start();
        Dms2Endpoint endpoint =
                (Dms2Endpoint) camel.getComponent("aws2-dms").createEndpoint("aws2-dms:tasks?" + options);
        endpoint.getConfiguration().setIdempotentRepository(repository);
        endpoint.start();
        Dms2Consumer consumer = (Dms2Consumer) endpoint.createConsumer(processor);
        consumer.setStartScheduler(false);
        consumer.start();
        return consumer;
    }

    @Override
    public void close() {
        camel.stop();
    }
}
