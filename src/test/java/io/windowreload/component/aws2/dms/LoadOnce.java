package io.windowreload.component.aws2.dms;

import org.apache.camel.builder.RouteBuilder;

class LoadOnce extends RouteBuilder {
    @Override
    public void configure() {
        from("timer:load?repeatCount=1")
                .routeId("create")
                .to("aws2-dms:load?operation=createReplicationTask&replicationTaskIdentifier=load-once"
                        + "&tableMappings=classpath:mappings.json");
        from("aws2-dms:tasks?replicationTaskIdentifier=load-once&tableStates=false")
                .routeId("follow")
                .choice()
                .when(header(Dms2Constants.REPLICATION_TASK_STATUS).isEqualTo("ready"))
                .to("aws2-dms:load?operation=startReplicationTask")
                .when(header(Dms2Constants.REPLICATION_TASK_STATUS).in("stopped", "failed"))
                .log("${header.CamelAwsDmsReplicationTaskIdentifier} ${header.CamelAwsDmsStopReason}")
                .to("aws2-dms:load?operation=deleteReplicationTask");
    }
}
