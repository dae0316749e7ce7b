package io.windowreload.observe;

import javax.management.DynamicMBean;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.ManagementAgent;
import org.apache.camel.support.management.DefaultManagementMBeanAssembler;
import org.apache.camel.support.service.ServiceSupport;

/** A bean that can be operated over JMX as long as the context runs; where the settings have JMX off there is nothing to do. */
final class Managed extends ServiceSupport {
    private final CamelContext camel;
    private final Object bean;
    private final String name;

    Managed(CamelContext camel, Object bean, String name) {
        this.camel = camel;
        this.bean = bean;
        this.name = name;
    }

    @Override
    protected void doStart() throws Exception {
        if (agent() == null) {
            return;
        }
        var objectName = new ObjectName(name);
        try (var assembler = new DefaultManagementMBeanAssembler(camel)) {
            assembler.start();
            var made = assembler.assemble(agent().getMBeanServer(), bean, objectName);
            agent().register(new Described((DynamicMBean) made, bean.getClass()), objectName);
        }
    }

    @Override
    protected void doStop() throws JMException {
        if (agent() != null) {
            agent().unregister(new ObjectName(name));
        }
    }

    private ManagementAgent agent() {
        return camel.getManagementStrategy().getManagementAgent();
    }
}
