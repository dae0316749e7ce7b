package io.windowreload.observe;

import io.windowreload.observe.ReloadControl.Parameter;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.DynamicMBean;
import javax.management.MBeanException;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.ReflectionException;
import org.apache.camel.api.management.ManagedOperation;

/** A bean as Camel makes it, whose parameters have the names and descriptions that stand in the code: Camel calls them p1, p2. */
final class Described implements DynamicMBean {
    /** They change nothing. */
    private static final Set<String> QUESTIONS = Set.of("status", "list", "progress");

    private final DynamicMBean bean;
    private final MBeanInfo info;

    Described(DynamicMBean bean, Class<?> type) {
        this.bean = bean;
        var made = bean.getMBeanInfo();
        info = new MBeanInfo(
                type.getName(),
                made.getDescription(),
                made.getAttributes(),
                made.getConstructors(),
                Arrays.stream(type.getMethods())
                        .filter(method -> method.isAnnotationPresent(ManagedOperation.class))
                        .map(Described::operation)
                        .toArray(MBeanOperationInfo[]::new),
                made.getNotifications());
    }

    private static MBeanOperationInfo operation(Method method) {
        return new MBeanOperationInfo(
                method.getName(),
                method.getAnnotation(ManagedOperation.class).description(),
                Arrays.stream(method.getParameters())
                        .map(parameter -> {
                            var said = parameter.getAnnotation(Parameter.class);
                            return new MBeanParameterInfo(
                                    said.name(), parameter.getType().getName(), said.description());
                        })
                        .toArray(MBeanParameterInfo[]::new),
                method.getReturnType().getName(),
                QUESTIONS.contains(method.getName()) ? MBeanOperationInfo.INFO : MBeanOperationInfo.ACTION);
    }

    @Override
    public MBeanInfo getMBeanInfo() {
        return info;
    }

    @Override
    public Object invoke(String name, Object[] parameters, String[] signature)
            throws MBeanException, ReflectionException {
        return bean.invoke(name, parameters, signature);
    }

    @Override
    public Object getAttribute(String name)
            throws ReflectionException, MBeanException, javax.management.AttributeNotFoundException {
        return bean.getAttribute(name);
    }

    @Override
    public AttributeList getAttributes(String[] names) {
        return bean.getAttributes(names);
    }

    @Override
    public void setAttribute(Attribute attribute) throws ReflectionException {
        throw new ReflectionException(new NoSuchMethodException(attribute.getName()), "it can only be read");
    }

    @Override
    public AttributeList setAttributes(AttributeList attributes) {
        return new AttributeList();
    }
}
